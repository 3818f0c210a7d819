/**
 * Amplitude and phase as images of their own: what metrics compare and figures show.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import type { RealImage } from "../../data/real_image.ts";

/** Absolute value of every pixel. */
export function amplitudeOf({ height, width, re, im }: ComplexImage): RealImage {
  const data = new Float64Array(re.length);
  for (let p = 0; p < data.length; p++) data[p] = Math.sqrt((re[p] ?? 0) ** 2 + (im[p] ?? 0) ** 2);
  return { height, width, data };
}

/** Angle of every pixel in radians, in [−π, π]. */
export function phaseOf({ height, width, re, im }: ComplexImage): RealImage {
  const data = new Float64Array(re.length);
  for (let p = 0; p < data.length; p++) data[p] = Math.atan2(im[p] ?? 0, re[p] ?? 0);
  return { height, width, data };
}

/** Greatest minus least value. */
export function rangeOf({ data }: RealImage): number {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of data) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return greatest - least;
}

/**
 * Requires that two images can be compared pixel by pixel.
 *
 * @param attempt What is being done, as in "compute SSIM".
 * @throws {TypeError} Where their sizes differ or they are empty.
 */
export function requireSameSize(attempt: string, a: Size, b: Size): void {
  if (a.height === b.height && a.width === b.width && a.height * a.width > 0) return;
  throw new TypeError(
    `Cannot ${attempt} as the images must have the same size: ` +
      `current value is ${a.height} x ${a.width} and ${b.height} x ${b.width}`,
  );
}

// --- internal ---

interface Size {
  readonly height: number;
  readonly width: number;
}
