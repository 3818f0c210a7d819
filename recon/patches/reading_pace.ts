/**
 * How many batches are read together. A read of a GPU waits until it has done all that it was told, and some milliseconds
 * besides, so many are read at once; but whoever looks on wants to see that it goes on, and memory is not endless.
 *
 * @module
 */
import { hasOwnMemory } from "../../backend/operations/own_memory.ts";

/** Begins with one batch, and goes by the time that batches take. */
export class ReadingPace {
  readonly #most: number;
  #batches = 1;
  #since = 0;

  /** @param bytes What is read of a batch. */
  constructor(bytes: number) {
    const fitting = Math.max(1, Math.floor(MOST_BYTES / bytes));
    this.#most = hasOwnMemory() ? Math.min(MOST_BATCHES, fitting) : 1;
  }

  /** Batches that are to be read together next. */
  get batches(): number {
    return this.#batches;
  }

  /** The first of them is handed over now. */
  begin(): void {
    this.#since = performance.now();
  }

  /** They have been read now. */
  end(): void {
    const isSoon = performance.now() - this.#since < PATIENCE_MS;
    this.#batches = isSoon ? Math.min(2 * this.#batches, this.#most) : Math.max(1, this.#batches >> 1);
  }
}

// --- internal ---

const MOST_BATCHES = 16;

/** Of values that wait to be read. */
const MOST_BYTES = 32 * 2 ** 20;

/** Who looks on does not notice so many milliseconds. */
const PATIENCE_MS = 200;
