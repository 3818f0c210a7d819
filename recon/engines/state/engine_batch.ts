/**
 * A batch of patterns as methods and refinements see it.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type {
  EngineWaves,
  MeasuredPatterns,
  PatchPlaces,
  SteppedVariation,
  Wave,
} from "../../../backend/operations/waves/engine.ts";

/** A batch on the accelerator, before it has moved anything. */
export interface EngineBatch {
  /** Number of the iteration, from 0. */
  readonly iteration: number;
  /** (B) numbers of the patterns, int32. */
  readonly rows: tf.Tensor1D;
  /** Object and probe. */
  readonly waves: EngineWaves;
  /** Where the patches lie. */
  readonly places: PatchPlaces;
  /** What was measured. */
  readonly measured: MeasuredPatterns;
}

/** A batch of which it is known what its exit waves lack. */
export interface CorrectedBatch extends EngineBatch {
  /** χ (B, modes, N, N). */
  readonly chi: Wave;
  /** How the first mode of the probe differs from pattern to pattern, where it does. */
  readonly variation?: SteppedVariation;
  /** (B, N, N) predicted counts, where a background is a part of them. */
  readonly intensity?: tf.Tensor;
}
