/**
 * A complex-valued image: a probe, an object, an exit wave.
 *
 * @module
 */
import type { NpyArray, RealData } from "./formats/npy.ts";

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
  return imageAt(array, 0);
}

/** All images of an array, as {@link firstImage} gives the first; none where the array is no image. */
export function imagesOf(array: NpyArray): ComplexImage[] {
  const count = array.shape.slice(0, -2).reduce((product, length) => product * length, 1);
  return Array.from({ length: count }, (_, index) => imageAt(array, index)).filter((image) => image !== null);
}

/**
 * What an object of several slices does to a wave that passes all of them, diffraction between them aside: their product.
 *
 * @param array Numbers (H, W) or (L, H, W), or with more leading axes of length one.
 * @returns The image; null if the array is none of these.
 */
export function projection(array: NpyArray): ComplexImage | null {
  if (array.shape.slice(0, -2).filter((length) => length !== 1).length > 1) return null;
  const [first, ...others] = imagesOf(array);
  if (!first) return null;
  for (const { re, im } of others) {
    for (let p = 0; p < re.length; p++) {
      const [a, b, c, d] = [first.re[p] ?? 0, first.im[p] ?? 0, re[p] ?? 0, im[p] ?? 0];
      first.re[p] = a * c - b * d;
      first.im[p] = a * d + b * c;
    }
  }
  return first;
}

// --- internal ---

function imageAt(array: NpyArray, index: number): ComplexImage | null {
  const [height, width] = array.shape.slice(-2);
  if (height === undefined || width === undefined || array.shape.includes(0)) return null;
  if (array.kind !== "real" && array.kind !== "complex") return null;
  const size = height * width;
  const part = (data: RealData): Float32Array => Float32Array.from(data.subarray(index * size, (index + 1) * size));
  const re = part(array.kind === "complex" ? array.re : array.data);
  const im = array.kind === "complex" ? part(array.im) : new Float32Array(size);
  return { height, width, re, im };
}
