/**
 * Patches of a sample merged on one canvas: where patterns look at the same part of the object, they must agree.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { type ComplexPair, squaredModulus } from "./complex_pair.ts";
import { translate } from "./translate.ts";

/**
 * Weights with which overlapping patches are merged. `central_mask` and `uniform` count the central half of each patch,
 * the first dividing by the sum of weights plus 0.001 as PtychoPINN does by default, the second exactly; `probe` counts
 * every pixel by the light that it gets.
 */
export type PatchMerging = "central_mask" | "probe" | "uniform";

/** Where the patches of a batch lie, and what each of their pixels counts. */
export interface MergePlan {
  /** Columns and rows of the patches' centres from their sample's (B, C, 2), in object pixels. */
  readonly offsets: tf.Tensor3D;
  /** Weight of each pixel of a patch (N, N), or of those of each sample (B, N, N); the greatest is 1. */
  readonly weights: tf.Tensor2D | tf.Tensor3D;
  /** Side of the canvas in pixels, even; N + 2 · (largest of |offsets|, rounded up) cuts nothing off. */
  readonly side: number;
  /** Added to the sum of weights. */
  readonly epsilon: number;
}

/**
 * Merges patches: each is moved to its place together with its weights, and each pixel of the canvas is the weighted mean
 * Σ w·o / (Σ w + epsilon) of what has come to lie there. It is 0 where Σ w ≤ 1e-6: numerator and denominator have the same
 * weights, so nothing is blown up at the rim. Linear in the patches.
 *
 * @param patches Object patches (B · C, N, N).
 * @param plan Where they lie and what they count.
 * @returns The objects of the samples (B, side, side), centred on their samples' centres.
 */
export function mergePatches(patches: ComplexPair, { offsets, weights, side, epsilon }: MergePlan): ComplexPair {
  const places = offsets.reshape<tf.Tensor2D>([-1, 2]);
  const moved = (images: tf.Tensor): tf.Tensor3D => translate(images as tf.Tensor3D, places, side);
  const weight = moved(weights.rank > 2 ? weights : weights.expandDims(0));
  const attributes = { channels: offsets.shape[1], epsilon, floor: LEAST_WEIGHT };
  const merged = (images: tf.Tensor): tf.Tensor =>
    tf.engine().runKernel("MergePatches", { x: moved(images), weight }, attributes);
  return { re: merged(patches.re), im: merged(patches.im) };
}

/**
 * Weights of the pixels of a patch.
 *
 * @param merging The kind of weights.
 * @param probe Probe (N, N), or of P modes (P, N, N), whose intensities are added; (B, P, N, N) where each sample has its own.
 * @param mask Weight of each pixel of the probe (N, N).
 * @returns Weights (N, N), or (B, N, N) where each sample has its own probe; the greatest of each is 1.
 */
export function mergeWeights(
  merging: PatchMerging,
  probe: ComplexPair,
  mask: tf.Tensor2D,
): tf.Tensor2D | tf.Tensor3D {
  const [size] = mask.shape;
  if (merging !== "probe") return centralMask(size);
  const intensity = squaredModulus({ re: probe.re.mul(mask), im: probe.im.mul(mask) });
  if (intensity.rank > 3) return levelled(intensity.sum<tf.Tensor3D>(1), [1, 2]);
  return levelled(intensity.rank > 2 ? intensity.sum<tf.Tensor2D>(0) : intensity as tf.Tensor2D);
}

/** What is added to the sum of weights: PtychoPINN's default divides a single patch by 1.001. */
export function mergeEpsilon(merging: PatchMerging): number {
  return merging === "central_mask" ? 1e-3 : 0;
}

// --- internal ---

/** Weights are at most 1. */
const LEAST_WEIGHT = 1e-6;

/** Divided by the greatest value, along some axes or all. */
function levelled<T extends tf.Tensor>(intensity: T, axes?: number[]): T {
  return intensity.div<T>(tf.maximum(intensity.max(axes, axes !== undefined), Number.MIN_VALUE));
}

/** 1 on the central half of either axis. */
function centralMask(size: number): tf.Tensor2D {
  const rim: [number, number] = [size / 4, size / 4];
  return tf.pad(tf.ones([size / 2, size / 2]), [rim, rim]);
}
