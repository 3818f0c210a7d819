/**
 * Gradients of one object, the probe and positions by some patterns.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Batch } from "../../data/batches.ts";
import type { BatchUploader, UploadedBatch } from "../../data/feed/batch_uploader.ts";
import { keepValid, validPixels } from "../../model/loss/valid_pixels.ts";
import { extractPatches } from "../../model/physics/extract_patches.ts";
import type { ForwardModel } from "../../model/physics/forward_model.ts";
import type { Patches } from "./object_canvas.ts";

/** What predicts patterns. */
export interface SweepModel {
  readonly forward: ForwardModel;
  readonly uploader: BatchUploader;
  /** Number P of modes, side N and values, P · N · N, of the probe. */
  readonly beam: {
    readonly modes: number;
    readonly size: number;
    readonly probe: { readonly re: Float32Array; readonly im: Float32Array };
  };
  /** Side L of patches. */
  readonly side: number;
}

/** Gradients of Σ (A − x)² over valid pixels of B patterns. */
export interface SweepGradients {
  /** By the object's patches, B · L · L. */
  readonly object: Patches;
  /** By the probe, P · N · N. */
  readonly probe: { readonly re: Float32Array; readonly im: Float32Array };
  /** By columns and rows, (B, 2). */
  readonly offsets: Float32Array;
}

/**
 * Gradients by some patterns.
 *
 * @param sweep Forward model, probe, and who uploads.
 * @param batch The patterns, each a sample.
 * @param seen Patches of the object around whole pixels, and how far from there patterns lie.
 */
export async function sweepGradients(
  { forward, uploader, beam: { modes, size, probe }, side }: SweepModel,
  batch: Batch,
  { patches, offsets }: { readonly patches: Patches; readonly offsets: Float32Array },
): Promise<SweepGradients> {
  const gradients = tf.tidy(() => {
    const uploaded = uploader.upload(batch);
    const shape: number[] = modes > 1 ? [modes, size, size] : [size, size];
    const inputs = [
      ...[tf.tensor(patches.re, [batch.size, side, side]), tf.tensor(patches.im, [batch.size, side, side])],
      ...[tf.tensor(offsets, [batch.size, 1, 2]), tf.tensor(probe.re, shape), tf.tensor(probe.im, shape)],
    ];
    return tf.grads((...[re, im, places, probeRe, probeIm]: tf.Tensor[]) => {
      const objects = { re: re as tf.Tensor3D, im: im as tf.Tensor3D };
      const seen = extractPatches(objects, places as tf.Tensor3D, size);
      const painted = { re: seen.re.expandDims<tf.Tensor4D>(3), im: seen.im.expandDims<tf.Tensor4D>(3) };
      // Amplitude and phase are not read where there are parts.
      const object = { ...painted, amp: painted.re, phase: painted.im };
      const exposure = { ...uploaded, probe: { re: probeRe as tf.Tensor, im: probeIm as tf.Tensor } };
      return misfit(forward.diffract(object, exposure, new Map()), uploaded);
    })(inputs);
  });
  const [re, im, byOffsets, probeRe, probeIm] = await Promise.all(
    gradients.map(async (gradient) => await gradient.data() as Float32Array),
  );
  tf.dispose(gradients);
  if (!re || !im || !byOffsets || !probeRe || !probeIm) throw new TypeError("Cannot sweep as a gradient is missing");
  return { object: { re, im }, probe: { re: probeRe, im: probeIm }, offsets: byOffsets };
}

/**
 * Amplitude of an object without contrast that is as bright as some patterns.
 *
 * @param upload Uploads a batch.
 * @param batch The patterns.
 * @param power Energy of a pattern where the amplitude is 1.
 */
export async function startAmplitude(
  upload: (batch: Batch) => UploadedBatch,
  batch: Batch,
  power: number,
): Promise<number> {
  const energy = tf.tidy(() => {
    const uploaded = upload(batch);
    return misfit(tf.zerosLike(uploaded.amplitude), uploaded);
  });
  const [sum = NaN] = await energy.data();
  energy.dispose();
  return Math.sqrt(sum / batch.size / power);
}

// --- internal ---

function misfit(predicted: tf.Tensor4D, { amplitude, mask }: UploadedBatch): tf.Scalar {
  const difference = predicted.sub<tf.Tensor4D>(amplitude);
  const valid = mask ? keepValid(difference, validPixels(mask, amplitude.shape)) : difference;
  return valid.square().sum<tf.Scalar>();
}
