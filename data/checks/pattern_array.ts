/**
 * The array of patterns in a file, as checks see it.
 *
 * @module
 */
import type { RealDtype } from "../formats/npy_header.ts";

/** What the numbers of a file are said to be. */
export type Measurement = "amplitude" | "intensity";

/** Where values lie in the array. */
export interface PatternAxes {
  /** Patterns M. */
  readonly count: number;
  /** Pixels N² of a pattern. */
  readonly pixels: number;
  /** Axes are (N, N, M) instead of (M, N, N). */
  readonly patternsLast: boolean;
}

/** An array of patterns in a file. */
export interface PatternArray extends PatternAxes {
  /** Its name. */
  readonly key: string;
  /** Element type in the file. */
  readonly dtype: RealDtype;
  /** Lengths of its axes. */
  readonly shape: readonly number[];
  /** What its numbers are said to be. */
  readonly measurement: Measurement;
}
