/**
 * Peak signal-to-noise ratio.
 *
 * @module
 */
import type { RealImage } from "../../data/real_image.ts";
import { rangeOf, requireSameSize } from "./real_image.ts";

/** What counts as the peak. */
export interface RangeOptions {
  /**
   * Dynamic range of the images, in their unit.
   * @default max(truth) − min(truth)
   */
  readonly range?: number;
}

/**
 * 10·log₁₀(range² / MSE) in decibels: the range of the truth is the peak. Equal images give Infinity.
 *
 * PtychoPINN prints PSNR with peak 255 on images of range 1, so its figures are 20·log₁₀ 255 = 48.13 dB greater.
 *
 * @throws {TypeError} Where the sizes differ.
 * @throws {RangeError} Where the range is not positive.
 *
 * @example
 * ```ts
 * import { psnr } from "@exitwave/exitwave";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const truth = { height: 1, width: 2, data: Float64Array.of(0, 1) };
 * assertAlmostEquals(psnr({ height: 1, width: 2, data: Float64Array.of(0.1, 0.9) }, truth), 20);
 * ```
 */
export function psnr(image: RealImage, truth: RealImage, options: RangeOptions = {}): number {
  requireSameSize("compute PSNR", image, truth);
  const range = requireRange("compute PSNR", options.range ?? rangeOf(truth));
  let sum = 0;
  for (let p = 0; p < truth.data.length; p++) sum += ((image.data[p] ?? 0) - (truth.data[p] ?? 0)) ** 2;
  return 10 * Math.log10(range ** 2 / (sum / truth.data.length));
}

/**
 * Requires a dynamic range that can be divided by.
 *
 * @param attempt What is being done, as in "compute SSIM".
 * @throws {RangeError} Where the range is not positive and finite.
 */
export function requireRange(attempt: string, range: number): number {
  if (range > 0 && range < Infinity) return range;
  throw new RangeError(`Cannot ${attempt} as the truth's range must be positive: current value is ${range}`);
}
