/**
 * Patterns: what was recorded at single positions. A sample is one pattern or a group of them.
 *
 * @module
 */
import { frameImage, type Frames } from "./frames/frames.ts";

/** Patterns that samples are made of, numbered from 0. */
export interface Patterns {
  /** Patterns P. */
  readonly count: number;
  /** Side N in pixels. */
  readonly patchSize: number;
  /** Images of amplitudes as measured: all of the scan, which are not copied. */
  readonly frames: Frames;
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

/** The image of one pattern, N × N, not to be changed. */
export function patternImage({ frames, numbers }: Pick<Patterns, "frames" | "numbers">, pattern: number): Float32Array {
  return frameImage(frames, numbers[pattern] ?? NaN);
}
