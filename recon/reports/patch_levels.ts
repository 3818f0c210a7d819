/**
 * Grey levels of patches that are to be compared with each other: all on one scale, so that a flat patch looks flat.
 *
 * @module
 */
import { greyLevels, type GreyRange, greyRange } from "../image/figures/grey_levels.ts";
import type { ImageRows } from "../image/figures/image_rows.ts";

/**
 * Grey levels of patches: black and white are percentiles 0.5 and 99.5 of their central squares, but at least
 * 0.01 apart, so that the rounding errors of a collapsed network are not shown as an image.
 *
 * @param patches (N, N) values each: amplitudes, or phases in radians.
 * @param size Side N.
 * @returns N × N levels for each.
 */
export function patchLevels(patches: readonly Float32Array[], size: number): Uint8Array[] {
  const all = new Uint8Array(size * size).fill(1);
  const rows = (image: Float32Array): ImageRows => {
    const row = (index: number): Float32Array => image.subarray(index * size, (index + 1) * size);
    return { height: size, width: size, row };
  };
  const images = patches.map(rows);
  const joined = {
    height: size * patches.length,
    width: size,
    row: (index: number) => images[Math.floor(index / size)]?.row(index % size) ?? new Float32Array(size),
  };
  const central = new Uint8Array(size * joined.height);
  for (let p = 0; p < central.length; p++) central[p] = Number(isCentral(p % (size * size), size));
  const range = widened(greyRange(joined, central));
  return images.map((image) => greyLevels(image, all, range));
}

// --- internal ---

/** Least difference of black and white. */
const LEAST_RANGE = 0.01;

function isCentral(pixel: number, size: number): boolean {
  return [Math.floor(pixel / size), pixel % size].every((at) => at >= size / 4 && at < 3 * size / 4);
}

function widened({ low, high }: GreyRange): GreyRange {
  const missing = Math.max(0, LEAST_RANGE - (high - low));
  return { low: low - missing / 2, high: high + missing / 2 };
}
