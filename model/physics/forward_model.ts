/**
 * What the physics is to a model: a way from object patches to diffraction patterns.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import type { ParameterSpec } from "../parameters/parameter_spec.ts";
import type { Weights } from "../parameters/weights.ts";
import type { ComplexPair } from "./complex_pair.ts";
import type { Patches } from "./patches.ts";

/** How the patterns of a batch came about, apart from the object. B samples of C patterns of N × N pixels. */
export interface Exposure {
  /**
   * Probe (N, N), normalised, or (P, N, N): P incoherent modes, whose intensities add up on the detector; (B, P, N, N) where
   * each sample has its own.
   */
  readonly probe: ComplexPair;
  /** Weight of each pixel of the probe (N, N), from 0 to 1. */
  readonly probeMask: tf.Tensor2D;
  /** Divides the predicted amplitude (B, 1, 1, 1): what multiplied the measured one on its way into the network. */
  readonly inputScale: tf.Tensor4D;
  /**
   * Columns and rows (B, C, 2) of the patterns' centres relative to their sample's, in object pixels.
   *
   * @default all patterns lie at the centre of their sample
   */
  readonly offsets?: tf.Tensor3D;
  /**
   * Whole pixels that no offset, of a column or of a row, is greater than; results do not depend on it. Who merges patches
   * needs it with offsets.
   */
  readonly reach?: number;
  /**
   * Which patterns they are, for what is learned of each scan or pattern.
   *
   * @default patterns of a scan of which nothing is learned: probe and positions are those given here
   */
  readonly origin?: PatternOrigin;
}

/** Where a batch is from. */
export interface PatternOrigin {
  /** Number of their scan among those that are trained on; of each sample's (B), where they are of several. */
  readonly scan: number | readonly number[];
  /** (B, C) numbers of the patterns in the scan's file, int32. */
  readonly patterns: tf.Tensor2D;
}

/** What is known of a scan that a model is trained on: what is learned of the scan starts from it. */
export interface TrainedScan {
  /** Modes of the probe as the model takes them, N × N values each. */
  readonly probe: readonly { readonly re: Float32Array; readonly im: Float32Array }[];
  /** Weight of each pixel of the probe, N × N, from 0 to 1. */
  readonly probeMask: Float32Array;
  /** Its patterns; of interest is how many its file has. */
  readonly patterns: { readonly frames: { readonly count: number } };
}

/** Diffraction as a differentiable function of object patches. */
export interface ForwardModel {
  /**
   * What is learned of the physics beside the network, with what it starts from; empty where nothing is. Their names begin
   * with `physics.` and their shapes have one axis or three, so that no layout of weights is meant.
   */
  readonly parameters: readonly ParameterSpec[];
  /**
   * Diffraction amplitude that follows from patches.
   *
   * @param patches Object patches (B, N, N, C).
   * @param exposure How they were exposed.
   * @param weights A variable for each of its parameters.
   * @returns Amplitude (B, N, N, C) in the unit of the measured one, DC in the centre.
   */
  diffract(patches: Patches, exposure: Exposure, weights: Weights): tf.Tensor4D;
  /** Frees its constants. */
  dispose(): void;
}
