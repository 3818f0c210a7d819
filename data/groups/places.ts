/**
 * Where patterns lie, as groups see them.
 *
 * @module
 */

/** Scan positions in object pixels. */
export interface Places {
  /** Columns. */
  readonly x: Float64Array;
  /** Rows. */
  readonly y: Float64Array;
}
