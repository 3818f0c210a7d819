/**
 * What is found or bounded besides what an engine's method moves: each refinement is a file of its own, and works beside
 * every method.
 *
 * @module
 */
import type { EngineWaves, MeasuredPatterns } from "../../../backend/operations/engine.ts";
import type { CorrectedBatch } from "../state/engine_batch.ts";
import type { KeptArrays } from "../state/engine_state.ts";

/** A refinement. What it keeps on the accelerator it frees at its end. */
export interface Refinement extends Partial<Disposable> {
  /** What its arrays are kept under. */
  readonly name: string;
  /** What is known of the patterns of a batch besides, in this iteration; nothing new is made. */
  readonly measured?: (measured: MeasuredPatterns, iteration: number) => MeasuredPatterns;
  /** Looks at a batch before it moves object and probe; within `tf.tidy`. */
  readonly see?: (batch: CorrectedBatch) => void;
  /** Object and probe after a batch, from what the method made of them; within `tf.tidy`. */
  readonly afterBatch?: (waves: EngineWaves, iteration: number) => EngineWaves;
  /** Object and probe after an iteration; within `tf.tidy`. */
  readonly afterIteration?: (waves: EngineWaves, iteration: number) => EngineWaves;
  /** Waits for what it needs from the accelerator before the next iteration begins. */
  readonly settle?: (iteration: number) => Promise<void>;
  /** Reads what it keeps between batches, for a run that goes on later. */
  readonly kept?: () => Promise<KeptArrays>;
}
