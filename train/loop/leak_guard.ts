/**
 * Counts tensors around a step. A tensor that a step forgets is never freed, and a long training dies of it; so the
 * count is part of the contract of a step, asserted every time.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** Asserts that work leaves the number of tensors as it promised. */
export class LeakGuard {
  readonly #warm = new Set<string>();

  /**
   * Does synchronous work and counts. The first time for each name is free: constants are cached then.
   *
   * @param name What is done, for the error; work that caches constants of its own needs a name of its own.
   * @param added How many tensors the work shall leave behind; asked after it, where that depends on it.
   * @param work The work.
   * @returns What it returns.
   * @throws {Error} An internal error naming the leak.
   */
  watch<T>(name: string, added: number | (() => number), work: () => T): T {
    const before = tf.memory().numTensors;
    const result = work();
    const left = tf.memory().numTensors - before;
    const promised = typeof added === "number" ? added : added();
    if (left !== promised && this.#warm.has(name)) {
      throw new Error(
        `Cannot go on training as ${name} must leave ${promised} new tensors: current value is ${left} ` +
          `(an internal error of exitwave: please report it)`,
      );
    }
    this.#warm.add(name);
    return result;
  }
}
