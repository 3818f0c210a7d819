/**
 * The greatest values of an array and how often each occurs, by which saturation shows: a detector that is full gives one
 * value many times, where of light that is not cut the greatest is the rarest.
 *
 * @module
 */

/** Keeps the greatest distinct values of those that are added. */
export class TopValues {
  readonly #counts = new Map<number, number>();
  /** Lesser values need not be added; most are, which is why the caller asks. */
  least: number = Number.MIN_VALUE;

  /** Takes note of a value. */
  add(value: number): void {
    const before = this.#counts.get(value);
    this.#counts.set(value, (before ?? 0) + 1);
    if (before !== undefined || this.#counts.size <= KEPT) return;
    this.#counts.delete(Math.min(...this.#counts.keys()));
    this.least = Math.min(...this.#counts.keys());
  }

  /**
   * The value at which the detector is full, how many pixels have it, and the next below it; null where the greatest values
   * thin out as those of light do.
   */
  plateau(): { readonly value: number; readonly pixels: number; readonly below: number } | null {
    const [[value, pixels] = [NaN, 0], ...below] = [...this.#counts].sort(([a], [b]) => b - a);
    if (!(value > 1) || pixels < FEWEST || below.length < 2) return null;
    const usual = Math.max(...below.map(([, count]) => count));
    return pixels >= CLEARLY * usual ? { value, pixels, below: below[0]?.[0] ?? 0 } : null;
  }
}

// --- internal ---

const KEPT = 8;
/** Fewer pixels may have the greatest value by chance. */
const FEWEST = 8;
/** The plateau has so many times the pixels of any value below it. */
const CLEARLY = 4;
