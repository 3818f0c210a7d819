/**
 * Multi-scale structural similarity.
 *
 * @module
 */
import { type RangeOptions, requireRange } from "./psnr.ts";
import type { RealImage } from "../../data/real_image.ts";
import { rangeOf, requireSameSize } from "./real_image.ts";
import { similarity, WINDOW } from "./ssim.ts";

/** Least side of an image for MS-SSIM: after four halvings the window must still fit. */
export const MS_SSIM_LEAST_SIDE = WINDOW * 16;

/**
 * MS-SSIM after Wang, Simoncelli & Bovik (2003), doi:10.1109/ACSSC.2003.1292216: contrast-structure at five scales (each the
 * mean of 2 × 2 pixels of the one before), luminance at the last, exponents .0448 .2856 .3001 .2363 .1333. Negative
 * factors count as 0. Unlike PtychoPINN, amplitudes are not blurred beforehand.
 *
 * @throws {TypeError} Where the sizes differ.
 * @throws {RangeError} Where a side is below 176 px or the range is not positive.
 *
 * @example
 * ```ts
 * import { msSsim } from "@exitwave/exitwave";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const truth = { height: 176, width: 176, data: Float64Array.from({ length: 176 ** 2 }, (_, p) => Math.sin(p / 99)) };
 * assertAlmostEquals(msSsim(truth, truth), 1);
 * ```
 */
export function msSsim(image: RealImage, truth: RealImage, options: RangeOptions = {}): number {
  requireSameSize("compute MS-SSIM", image, truth);
  if (Math.min(truth.height, truth.width) < MS_SSIM_LEAST_SIDE) {
    throw new RangeError(
      `Cannot compute MS-SSIM as both sides must be at least ${MS_SSIM_LEAST_SIDE} px: ` +
        `current value is ${truth.height} x ${truth.width}`,
    );
  }
  const range = requireRange("compute MS-SSIM", options.range ?? rangeOf(truth));
  let [a, b] = [image, truth];
  let result = 1;
  EXPONENTS.forEach((exponent, scale) => {
    const { ssim, contrastStructure } = similarity(a, b, range);
    const last = scale === EXPONENTS.length - 1;
    result *= Math.max(0, last ? ssim : contrastStructure) ** exponent;
    if (!last) [a, b] = [halve(a), halve(b)];
  });
  return result;
}

// --- internal ---

const EXPONENTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

function halve({ height, width, data }: RealImage): RealImage {
  const half = { height: Math.floor(height / 2), width: Math.floor(width / 2) };
  const out = new Float64Array(half.height * half.width);
  for (let i = 0; i < half.height; i++) {
    for (let j = 0; j < half.width; j++) {
      const p = 2 * i * width + 2 * j;
      out[i * half.width + j] =
        ((data[p] ?? 0) + (data[p + 1] ?? 0) + (data[p + width] ?? 0) + (data[p + width + 1] ?? 0)) / 4;
    }
  }
  return { ...half, data: out };
}
