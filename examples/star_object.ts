/**
 * An object to simulate a scan of: a Siemens star, off the centre, with a small disk beside it.
 *
 * @module
 */
import type { ComplexImage } from "@exitwave/exitwave";

/** Twice the number of spokes. */
const SECTORS = 36;

/**
 * A star of thin metal on a clear film: where it is, the light is a tenth weaker and its phase 0.8 rad behind.
 *
 * @param size Side in pixels.
 * @returns The object, size × size.
 */
export function starObject(size: number): ComplexImage {
  const object = { height: size, width: size, re: new Float32Array(size ** 2), im: new Float32Array(size ** 2) };
  for (let index = 0; index < size ** 2; index++) {
    const share = metal((index % size) / size, Math.floor(index / size) / size, 1 / size);
    object.re[index] = (1 - 0.1 * share) * Math.cos(-0.8 * share);
    object.im[index] = (1 - 0.1 * share) * Math.sin(-0.8 * share);
  }
  return object;
}

// --- internal ---

/** How much of a pixel is metal, by 3 × 3 samples; coordinates from 0 to 1. */
function metal(x: number, y: number, pixel: number): number {
  let hits = 0;
  for (let sample = 0; sample < 9; sample++) {
    if (isMetal(x + pixel * (sample % 3) / 3, y + pixel * Math.floor(sample / 3) / 3)) hits += 1;
  }
  return hits / 9;
}

function isMetal(x: number, y: number): boolean {
  const radius = Math.hypot(x - 0.46, y - 0.52);
  const sector = Math.floor((Math.atan2(y - 0.52, x - 0.46) / Math.PI + 1) * SECTORS / 2);
  const isSpoke = sector % 2 === 0 && radius > 0.07 && radius < 0.6 && Math.abs(radius - 0.22) > 0.008;
  return isSpoke || Math.hypot(x - 0.78, y - 0.22) < 0.04;
}
