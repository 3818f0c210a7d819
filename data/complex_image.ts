/**
 * A complex-valued image: a probe, an object, an exit wave.
 *
 * @module
 */
import type { NpyArray } from "./formats/npy.ts";

/** A complex image as two real ones, row-major: pixel [row, column] is at `row * width + column`. */
export interface ComplexImage {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** Real parts, `height * width`. */
  readonly re: Float32Array;
  /** Imaginary parts, `height * width`. */
  readonly im: Float32Array;
}

/** A complex image of zeros. */
export function zeroImage(height: number, width: number): ComplexImage {
  return { height, width, re: new Float32Array(height * width), im: new Float32Array(height * width) };
}

/**
 * The first image of an array: all of a (height, width) array, the first slice of one with leading axes. Real numbers
 * get zero imaginary parts.
 *
 * @param array Numbers of two or more axes.
 * @returns The image, its values rounded to single precision; null if the array is no image.
 */
export function firstImage(array: NpyArray): ComplexImage | null {
  const [height, width] = array.shape.slice(-2);
  if (height === undefined || width === undefined || array.shape.includes(0)) return null;
  if (array.kind !== "real" && array.kind !== "complex") return null;
  const size = height * width;
  const re = Float32Array.from((array.kind === "complex" ? array.re : array.data).subarray(0, size));
  const im = array.kind === "complex" ? Float32Array.from(array.im.subarray(0, size)) : new Float32Array(size);
  return { height, width, re, im };
}
