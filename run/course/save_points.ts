/**
 * When the last checkpoint is written within an epoch or an iteration: every so many steps, and after so long without one.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";

/** Says when a checkpoint is due. */
export class SavePoints {
  readonly #steps: number | null;
  readonly #milliseconds: number;
  #last = performance.now();

  /** @param execution The execution section; without checkpointing none is ever due. */
  constructor(execution: TrainingPayload["execution"]) {
    const { checkpointing, checkpointEverySteps, checkpointEveryMinutes } = execution;
    this.#steps = checkpointing ? checkpointEverySteps : null;
    this.#milliseconds = checkpointing && checkpointEveryMinutes !== null ? checkpointEveryMinutes * 60_000 : Infinity;
  }

  /**
   * Whether a checkpoint is due.
   *
   * @param steps Optimizer steps, or batches of an engine, taken so far, where one has just been taken; else null.
   */
  isDue(steps: number | null): boolean {
    if (performance.now() - this.#last >= this.#milliseconds) return true;
    return this.#steps !== null && steps !== null && steps % this.#steps === 0;
  }

  /** A checkpoint has been written. */
  saved(): void {
    this.#last = performance.now();
  }
}
