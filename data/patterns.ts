/**
 * Patterns: what was recorded at single positions. A sample is one pattern or a group of them.
 *
 * @module
 */
import type { LabelSource } from "./labels.ts";
import { frameImage, type Frames } from "./frames/frames.ts";
import { frameMask, type Masks } from "./frames/masks.ts";

/** Patterns that samples are made of, numbered from 0. */
export interface Patterns {
  /** Patterns P. */
  readonly count: number;
  /** Side N in pixels. */
  readonly patchSize: number;
  /** Images of amplitudes as measured: all of the scan, which are not copied. */
  readonly frames: Frames;
  /** Masks of these images; null where every pixel is valid. */
  readonly masks: Masks | null;
  /** (P) which image each pattern is: its number in the scan. */
  readonly numbers: Int32Array;
  /** (P) mean amplitude of the valid pixels, by which the loss is divided. */
  readonly brightness: Float64Array;
  /** (P) valid pixels, where patterns have masks of their own; null where all have as many. */
  readonly validPixels: Int32Array | null;
  /** (P) columns of the patch centres in object pixels. */
  readonly x: Float64Array;
  /** (P) rows of the patch centres in object pixels. */
  readonly y: Float64Array;
  /** (P, N, N) object amplitudes; null unless the model learns from labels and images are in memory. */
  readonly labelAmp: Float32Array | null;
  /** (P, N, N) object phases in radians; null unless the model learns from labels and images are in memory. */
  readonly labelPhase: Float32Array | null;
  /** What labels are cut from as they are needed, where the model learns from labels and images are not in memory; else null. */
  readonly labelSource: LabelSource | null;
}

/** The image of one pattern, N × N, not to be changed. */
export function patternImage({ frames, numbers }: Pick<Patterns, "frames" | "numbers">, pattern: number): Float32Array {
  return frameImage(frames, numbers[pattern] ?? NaN);
}

/** The mask of one pattern, N × N, 0 where it is masked, not to be changed; null where every pixel is valid. */
export function patternMask(
  { masks, numbers }: Pick<Patterns, "masks" | "numbers">,
  pattern: number,
): Uint8Array | null {
  return frameMask(masks, numbers[pattern] ?? NaN);
}
