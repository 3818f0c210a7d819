/**
 * The part of an object that a probe at a scan position illuminates, at sub-pixel positions.
 *
 * @module
 */
import type { ComplexImage } from "./complex_image.ts";

/** Where a patch is and how large. */
export interface PatchPlace {
  /** Column of the centre in object pixels. */
  readonly x: number;
  /** Row of the centre. */
  readonly y: number;
  /** Side N. */
  readonly size: number;
}

/**
 * Samples the N × N patch that covers [c − N/2, c + N/2) by bilinear interpolation of real and imaginary parts.
 *
 * @param object The object.
 * @param place Position and size.
 * @param into N × N image that receives the patch.
 * @returns False, and nothing written, where the patch reaches beyond the object.
 */
export function samplePatch(object: ComplexImage, place: PatchPlace, into: ComplexImage): boolean {
  if (!patchFits(object, place)) return false;
  const left = place.x - place.size / 2;
  const top = place.y - place.size / 2;
  const column = Math.floor(left);
  const row = Math.floor(top);
  const [fx, fy] = [left - column, top - row];
  // At a whole position the neighbour has no weight and may not exist; the pixel itself then stands in for it.
  const right = fx > 0 ? 1 : 0;
  const below = fy > 0 ? object.width : 0;
  if (fx === 0 && fy === 0) {
    copyPatch(object, { row, column, size: place.size }, into);
    return true;
  }
  const weights = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy] as const;
  for (let i = 0; i < place.size; i++) {
    for (let j = 0; j < place.size; j++) {
      const at = (row + i) * object.width + column + j;
      const to = i * place.size + j;
      into.re[to] = blend(object.re, weights, at, right, below);
      into.im[to] = blend(object.im, weights, at, right, below);
    }
  }
  return true;
}

/** Whether a patch lies within an object. */
export function patchFits(
  { width, height }: Pick<ComplexImage, "width" | "height">,
  { x, y, size }: PatchPlace,
): boolean {
  return fits(x - size / 2, size, width) && fits(y - size / 2, size, height);
}

// --- internal ---

function fits(start: number, size: number, length: number): boolean {
  return start >= 0 && start + size - 1 <= length - 1;
}

/** Whole pixels need no weights. */
function copyPatch(
  { re, im, width }: ComplexImage,
  { row, column, size }: { readonly row: number; readonly column: number; readonly size: number },
  into: ComplexImage,
): void {
  for (let i = 0; i < size; i++) {
    const from = (row + i) * width + column;
    into.re.set(re.subarray(from, from + size), i * size);
    into.im.set(im.subarray(from, from + size), i * size);
  }
}

type Weights = readonly [number, number, number, number];

function blend(image: Float32Array, [w0, w1, w2, w3]: Weights, at: number, right: number, below: number): number {
  const upper = w0 * (image[at] ?? 0) + w1 * (image[at + right] ?? 0);
  return upper + w2 * (image[at + below] ?? 0) + w3 * (image[at + right + below] ?? 0);
}
