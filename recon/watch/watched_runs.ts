/**
 * The runs of a directory, followed. A run is known by its way from there alone, as it was found: no text that somebody
 * sends is ever made a path.
 *
 * @module
 */
import { findRuns, type FoundRuns } from "./find_runs.ts";
import { WatchedRun } from "./watched_run.ts";

/** Follows the runs of a directory. */
export class WatchedRuns {
  /** The directory, as it was named. */
  readonly directory: string;
  readonly #runs = new Map<string, WatchedRun>();
  #found: FoundRuns = { ids: [], problems: [] };
  #searched = -Infinity;
  #cost = 0;

  /** @param directory The directory. */
  constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * The runs that there are, searched for anew where the last search is some seconds ago.
   *
   * @throws {Error} If the directory cannot be looked into.
   */
  async found(): Promise<FoundRuns> {
    const begun = performance.now();
    if (begun - this.#searched < Math.max(SEARCH_MS, 20 * this.#cost)) return this.#found;
    const found = await findRuns(this.directory);
    // The same value until there is another one.
    if (JSON.stringify(found) !== JSON.stringify(this.#found)) this.#found = found;
    this.#searched = performance.now();
    this.#cost = this.#searched - begun;
    for (const id of this.#runs.keys()) if (!this.#found.ids.includes(id)) this.#runs.delete(id);
    return this.#found;
  }

  /**
   * A run.
   *
   * @param id Its way from the directory, as it was found.
   * @returns Null where none was found there.
   */
  async run(id: string): Promise<WatchedRun | null> {
    if (!(await this.found()).ids.includes(id)) return null;
    const run = this.#runs.get(id) ?? new WatchedRun(this.pathOf(id));
    this.#runs.set(id, run);
    return run;
  }

  /** Path of a run that was found. */
  pathOf(id: string): string {
    return id === "." ? this.directory : `${this.directory}/${id}`;
  }
}

// --- internal ---

const SEARCH_MS = 3000;
