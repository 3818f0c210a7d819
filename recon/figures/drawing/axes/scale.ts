/**
 * Scales: from a value to its place on an axis, with marks at round numbers.
 *
 * @module
 */

/** A mark of an axis. */
export interface Mark {
  /** Where it is, from 0 (low end) to 1 (high end). */
  readonly place: number;
  /** What is written at it; nothing at a small mark. */
  readonly label: string;
}

/** From a value to its place on an axis. */
export interface Scale {
  /** Value at the low end. */
  readonly low: number;
  /** Value at the high end. */
  readonly high: number;
  /** Its marks, from low to high. */
  readonly marks: readonly Mark[];
  /** What labels are to be multiplied with, such as `×10⁻⁷`; empty for 1. */
  readonly factor: string;
  /**
   * Place of a value, from 0 to 1 between the ends.
   *
   * @returns NaN for a value that has none.
   */
  place(value: number): number;
}

/** Values that an axis is to hold. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * The least and the greatest of the finite values.
 *
 * @param values Numbers; null and what is not finite is left out.
 * @param above Values must be more than this, for an axis that has no others.
 * @returns Null where there are none.
 */
export function rangeOf(values: Iterable<number | null>, above = -Infinity): Range | null {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value === null || !Number.isFinite(value) || value <= above) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : null;
}
