/**
 * What makes an engine the one that it is: how exit waves are corrected, and how object and probe follow.
 *
 * @module
 */
import type { EngineWaves, ExitWaveCorrection, SteppedWaves } from "../../../backend/operations/waves/engine.ts";
import type { CorrectedBatch, EngineBatch } from "../state/engine_batch.ts";
import type { KeptArrays } from "../state/engine_state.ts";

/**
 * An engine's own part; what batches move of it are variables; both of its steps run within one `tf.tidy`, and free
 * no tensor of the batch but its waves.
 */
export interface EngineMethod extends Partial<Disposable> {
  /** What it does in a batch, where that is not always the same; plain JSON. */
  readonly phase: (iteration: number) => unknown;
  /** What the exit waves of a batch lack, and its residuals. */
  readonly correct: (batch: EngineBatch) => ExitWaveCorrection;
  /** Object and probe after the batch; those before are used up. */
  readonly move: (batch: CorrectedBatch) => SteppedWaves;
  /** Object and probe once all batches are through, for methods that move them only then; within `tf.tidy` too. */
  readonly endIteration?: (waves: EngineWaves, iteration: number) => EngineWaves;
  /** Reads what it keeps between batches besides object and probe, for a run that goes on later. */
  readonly kept?: () => Promise<KeptArrays>;
}
