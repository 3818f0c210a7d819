/**
 * Patterns: what was recorded at single positions. A sample is one pattern or a group of them.
 *
 * @module
 */

/** Patterns that samples are made of, numbered from 0. */
export interface Patterns {
  /** Patterns P. */
  readonly count: number;
  /** Side N in pixels. */
  readonly patchSize: number;
  /** Images of amplitudes as measured, DC centred, N × N each: all of the scan, which are not copied. */
  readonly amplitude: Float32Array;
  /** (P) which image each pattern is: its number in the scan. */
  readonly numbers: Int32Array;
  /** (P) mean amplitude, by which the loss is divided. */
  readonly brightness: Float64Array;
  /** (P) columns of the patch centres in object pixels. */
  readonly x: Float64Array;
  /** (P) rows of the patch centres in object pixels. */
  readonly y: Float64Array;
  /** (P, N, N) object amplitudes; null unless the model is supervised. */
  readonly labelAmp: Float32Array | null;
  /** (P, N, N) object phases in radians; null unless the model is supervised. */
  readonly labelPhase: Float32Array | null;
}

/** The image of one pattern, N × N; a view, not a copy. */
export function patternImage(
  { amplitude, numbers, patchSize }: Pick<Patterns, "amplitude" | "numbers" | "patchSize">,
  pattern: number,
): Float32Array {
  const pixels = patchSize * patchSize;
  const at = (numbers[pattern] ?? NaN) * pixels;
  return amplitude.subarray(at, at + pixels);
}
