/**
 * What could not be read, as sentences: a report tells what is wrong with a run instead of ending.
 *
 * @module
 */

/** Collects why parts of a run could not be read. */
export class Attempts {
  readonly #problems: string[] = [];

  /** A sentence for each part that could not be read. */
  get problems(): readonly string[] {
    return [...new Set(this.#problems)];
  }

  /**
   * Reads a part.
   *
   * @param read Reads it.
   * @param otherwise What stands for one that cannot be read.
   */
  async to<T, U>(read: () => T | Promise<T>, otherwise: U): Promise<T | U> {
    try {
      return await read();
    } catch (error) {
      this.add(error instanceof Error ? error.message : String(error));
      return otherwise;
    }
  }

  /** Adds a sentence. */
  add(problem: string): void {
    this.#problems.push(problem.split("\n").map((line) => line.trim()).join(" "));
  }
}
