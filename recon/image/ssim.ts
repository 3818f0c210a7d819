/**
 * Structural similarity: luminance, contrast and structure compared under a sliding window.
 *
 * @module
 */
import { gaussianFilter, WINDOW } from "./gaussian_filter.ts";
import { type RangeOptions, requireRange } from "./psnr.ts";
import { rangeOf, type RealImage, requireSameSize } from "./real_image.ts";

/**
 * Mean SSIM after Wang et al., IEEE Trans. Image Process. 13, 600 (2004), doi:10.1109/TIP.2003.819861: Gaussian window of
 * side 11 and σ = 1.5 px, K₁ = 0.01, K₂ = 0.03, variances by the window's weights, mean over all windows inside the image.
 *
 * @returns At most 1, which equal images reach.
 * @throws {TypeError} Where the sizes differ.
 * @throws {RangeError} Where a side is below 11 px or the range is not positive.
 *
 * @example
 * ```ts
 * import { ssim } from "@exitwave/exitwave";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const truth = { height: 16, width: 16, data: Float64Array.from({ length: 256 }, (_, p) => Math.sin(p)) };
 * assertAlmostEquals(ssim(truth, truth), 1);
 * ```
 */
export function ssim(image: RealImage, truth: RealImage, options: RangeOptions = {}): number {
  requireSameSize("compute SSIM", image, truth);
  return similarity(image, truth, requireRange("compute SSIM", options.range ?? rangeOf(truth))).ssim;
}

/** Means over all windows. */
export interface Similarity {
  /** Luminance × contrast × structure. */
  readonly ssim: number;
  /** Contrast × structure alone. */
  readonly contrastStructure: number;
}

/**
 * SSIM and its contrast-structure part, of which MS-SSIM is made.
 *
 * @throws {RangeError} Where a side is below 11 px.
 */
export function similarity(image: RealImage, truth: RealImage, range: number): Similarity {
  if (Math.min(truth.height, truth.width) < WINDOW) {
    throw new RangeError(
      `Cannot compute SSIM as both sides must be at least ${WINDOW} px: current value is ${truth.height} x ${truth.width}`,
    );
  }
  const meanA = gaussianFilter(image).data;
  const meanB = gaussianFilter(truth).data;
  const squareA = gaussianFilter(product(image, image)).data;
  const squareB = gaussianFilter(product(truth, truth)).data;
  const cross = gaussianFilter(product(image, truth)).data;
  const c1 = (0.01 * range) ** 2;
  const c2 = (0.03 * range) ** 2;
  let sum = 0;
  let partial = 0;
  for (let p = 0; p < meanA.length; p++) {
    const a = meanA[p] ?? 0;
    const b = meanB[p] ?? 0;
    const variances = (squareA[p] ?? 0) - a * a + (squareB[p] ?? 0) - b * b;
    const covariance = (cross[p] ?? 0) - a * b;
    const contrastStructure = (2 * covariance + c2) / (variances + c2);
    partial += contrastStructure;
    sum += contrastStructure * (2 * a * b + c1) / (a * a + b * b + c1);
  }
  return { ssim: sum / meanA.length, contrastStructure: partial / meanA.length };
}

// --- internal ---

function product(a: RealImage, b: RealImage): RealImage {
  return { height: a.height, width: a.width, data: a.data.map((value, p) => value * (b.data[p] ?? 0)) };
}
