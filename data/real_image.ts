/**
 * Real images: what is drawn, filtered, compared and shown.
 *
 * @module
 */

/** A real image, row-major, in double precision unless it says otherwise. */
export interface RealImage<Data extends Float32Array | Float64Array = Float64Array> {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** height × width values. */
  readonly data: Data;
}
