/**
 * What tells how far patches lie from where they are: each way to it is a file of its own.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { CorrectedBatch } from "../state/engine_batch.ts";
import type { KeptArrays } from "../state/engine_state.ts";

/** One of the ways. */
export interface PositionFinder {
  /** How far a position moves at most in one iteration, in pixels along each axis. */
  readonly longest: number;
  /** What it asks in an iteration, where that is not always the same; plain JSON. */
  readonly phase?: (iteration: number) => unknown;
  /** Asks a batch how far its patches lie, (2, B), x and y in pixels; within `tf.tidy`. */
  readonly find: (batch: CorrectedBatch) => tf.Tensor2D;
  /** Part of the way that is to be gone, from what all patterns (2, M) said in an iteration; called once in each. */
  readonly gain: (ways: Float32Array) => number;
  /** What it keeps between iterations, for a run that goes on later. */
  readonly kept: () => KeptArrays;
}
