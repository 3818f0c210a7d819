/**
 * Where on an object patterns are recorded.
 *
 * @module
 */
import type { ComplexImage } from "./complex_image.ts";

/** Scan positions: patch centres in object pixels. */
export interface Positions {
  /** Columns. */
  readonly x: Float64Array;
  /** Rows. */
  readonly y: Float64Array;
}

/** What a simulation knows better than the scan that it made, whose positions or probe are wrong on purpose. */
export interface ScanTruth {
  /** Where the patterns were recorded, in object pixels; null where the scan says so. */
  readonly positions: Positions | null;
  /** Modes of the probe that made them, N × N each; null where the scan has them. */
  readonly probeModes: readonly ComplexImage[] | null;
}
