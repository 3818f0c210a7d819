/**
 * How a run ends, other than by its last epoch or iteration.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import type { RunEnd } from "../run_record.ts";

/** Why a run ends. */
export interface Ending {
  readonly exitReason: RunEnd;
  /** The reason as a sentence; null where all epochs or iterations are done. */
  readonly exitDetail: string | null;
}

/** All epochs or iterations are done. */
export const FINISHED: Ending = { exitReason: "finished", exitDetail: null };

/** The signal of `fit` or `reconstruct` was aborted. */
export const ABORTED: Ending = { exitReason: "aborted", exitDetail: "it was told to stop from outside" };

/** It was asked to stop in the directory of the run. */
export const REQUESTED: Ending = { exitReason: "stopped", exitDetail: "a request in its directory asked it to stop" };

/** A callback asked to stop. */
export function stoppedBy(callback: string): Ending {
  return { exitReason: "stopped", exitDetail: `callback "${callback}" asked to stop` };
}

/**
 * The first wish of a callback to stop. Wishes are added, not asked for by `??=`: that would not even call whoever comes
 * after the first.
 */
export class StopWish {
  #by: string | null = null;

  /** Name of the callback that asked first; null where none did. */
  get by(): string | null {
    return this.#by;
  }

  /** @param name Name of a callback that asks to stop, or null. */
  add(name: string | null): void {
    this.#by ??= name;
  }
}

/** Limits of a run besides its epochs or iterations. */
export class Limits {
  readonly #maxSteps: number | null;
  readonly #maxMinutes: number | null;
  readonly #start = performance.now();

  /** @param payload Its `training.maxSteps`, where it trains, and `execution.maxTime`; the time counts from here. */
  constructor(
    { training, execution }: Pick<TrainingPayload, "execution"> & Partial<Pick<TrainingPayload, "training">>,
  ) {
    this.#maxSteps = training?.maxSteps ?? null;
    this.#maxMinutes = execution.maxTime;
  }

  /**
   * The limit that is reached, if any.
   *
   * @param steps Optimizer steps taken since the run began.
   */
  reached(steps: number): Ending | null {
    if (this.#maxSteps !== null && steps >= this.#maxSteps) {
      return { exitReason: "max_steps", exitDetail: `training.maxSteps = ${this.#maxSteps} is reached` };
    }
    if (this.#maxMinutes !== null && performance.now() - this.#start >= this.#maxMinutes * 60_000) {
      return { exitReason: "max_time", exitDetail: `execution.maxTime = ${this.#maxMinutes} min has passed` };
    }
    return null;
  }
}
