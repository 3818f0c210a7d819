/**
 * What the physics is to a model: a way from object patches to diffraction patterns.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import type { ComplexPair } from "./complex_pair.ts";
import type { Patches } from "./patches.ts";

/** How the patterns of a batch came about, apart from the object. B samples of C patterns of N × N pixels. */
export interface Exposure {
  /** Probe (N, N), normalised, or (P, N, N): P incoherent modes, whose intensities add up on the detector. */
  readonly probe: ComplexPair;
  /** Weight of each pixel of the probe (N, N), from 0 to 1. */
  readonly probeMask: tf.Tensor2D;
  /** Divides the predicted amplitude (B, 1, 1, 1): what multiplied the measured one on its way into the network. */
  readonly inputScale: tf.Tensor4D;
}

/** Diffraction as a differentiable function of object patches. */
export interface ForwardModel {
  /**
   * Diffraction amplitude that follows from patches.
   *
   * @param patches Object patches (B, N, N, C).
   * @param exposure How they were exposed.
   * @returns Amplitude (B, N, N, C) in the unit of the measured one, DC in the centre.
   */
  diffract(patches: Patches, exposure: Exposure): tf.Tensor4D;
  /** Frees its constants. */
  dispose(): void;
}
