/**
 * Where the time of a training goes.
 *
 * @module
 */
import type { Timings } from "../../run/run_record.ts";

/** Adds up the time spent in the phases of a training. */
export class PhaseTimer {
  readonly #start = performance.now();
  readonly #seconds = { prepare: 0, train: 0, validate: 0, images: 0, checkpoint: 0 };

  /**
   * Does work on the clock of a phase.
   *
   * @param phase The phase.
   * @param work The work.
   * @returns What it returns.
   */
  async measure<T>(phase: Exclude<keyof Timings, "total">, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#seconds[phase] += (performance.now() - start) / 1000;
    }
  }

  /** Times so far. */
  get timings(): Timings {
    return { ...this.#seconds, total: (performance.now() - this.#start) / 1000 };
  }
}
