/**
 * Where on an object patterns are recorded.
 *
 * @module
 */

/** Scan positions: patch centres in object pixels. */
export interface Positions {
  /** Columns. */
  readonly x: Float64Array;
  /** Rows. */
  readonly y: Float64Array;
}
