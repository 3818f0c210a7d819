/**
 * What is found or bounded besides what an engine's method moves: each refinement is a file of its own, and works beside
 * every method.
 *
 * @module
 */
import type { EngineWaves, MeasuredPatterns } from "../../../backend/operations/waves/engine.ts";
import type * as tf from "../../../packages/tensorflow.ts";
import type { CorrectedBatch } from "../state/engine_batch.ts";
import type { KeptArrays } from "../state/engine_state.ts";

/**
 * A refinement. What it keeps on the accelerator it frees at its end; what batches read or move of it, and is
 * not always the same, are variables.
 */
export interface Refinement extends Partial<Disposable> {
  /** What its arrays are kept under. */
  readonly name: string;
  /** What it does in the next batch, where that is not always the same; plain JSON. */
  readonly phase?: (iteration: number) => unknown;
  /** What is known of the patterns of a batch besides, in this iteration; nothing new is made. */
  readonly measured?: (measured: MeasuredPatterns, iteration: number) => MeasuredPatterns;
  /** Looks at a batch before it moves object and probe; within `tf.tidy`. */
  readonly see?: (batch: CorrectedBatch) => void;
  /** What it asks each pattern. */
  readonly question?: Question;
  /** Object and probe after a batch, from what the method made of them; within `tf.tidy`. */
  readonly afterBatch?: (waves: EngineWaves, iteration: number) => EngineWaves;
  /** A batch is through, whether it was done anew or as it was recorded. */
  readonly passed?: () => void;
  /** Object and probe after an iteration; within `tf.tidy`. */
  readonly afterIteration?: (waves: EngineWaves, iteration: number) => EngineWaves;
  /** Waits for what it needs from the accelerator before the next iteration begins; all answers are there. */
  readonly settle?: (iteration: number) => Promise<void>;
  /** Reads what it keeps between batches, for a run that goes on later. */
  readonly kept?: () => Promise<KeptArrays>;
}

/** What a refinement asks the patterns of a batch; answers are read later, those of many batches together. */
export interface Question {
  /** Whether it is asked in an iteration. */
  readonly when: (iteration: number) => boolean;
  /** (2, B) answers of a batch, before it moves object and probe; within `tf.tidy`. */
  readonly ask: (batch: CorrectedBatch) => tf.Tensor2D;
  /** Takes the answers of a batch of these patterns. */
  readonly hear: (numbers: Int32Array, answers: Float32Array) => void;
}
