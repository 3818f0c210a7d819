/**
 * Patches of the object: what a network paints, and what diffracts.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";

/** Object patches: one for each pattern, covering it. */
export interface Patches {
  /** Amplitude (B, N, N, C). */
  readonly amp: tf.Tensor4D;
  /** Phase in radians (B, N, N, C). */
  readonly phase: tf.Tensor4D;
}
