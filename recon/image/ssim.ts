/**
 * Structural similarity: luminance, contrast and structure compared under a sliding window.
 *
 * @module
 */
import { gaussianFilter } from "../../data/gaussian_filter.ts";
import { type RangeOptions, requireRange } from "./psnr.ts";
import type { RealImage } from "../../data/real_image.ts";
import { rangeOf, requireSameSize } from "./real_image.ts";

/** Side of the window, in pixels. */
export const WINDOW = 11;

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
  let [ssim, contrastStructure, windows] = [0, 0, 0];
  const step = Math.max(1, Math.floor(BAND / truth.width));
  for (let from = 0; from <= truth.height - WINDOW; from += step) {
    const rows = Math.min(step + WINDOW - 1, truth.height - from);
    const sums = sumsOver(band(image, from, rows), band(truth, from, rows), range);
    ssim += sums.ssim;
    contrastStructure += sums.contrastStructure;
    windows += (rows - WINDOW + 1) * (truth.width - WINDOW + 1);
  }
  return { ssim: ssim / windows, contrastStructure: contrastStructure / windows };
}

// --- internal ---

/** Pixels whose means, variances and covariances are in memory at once, but for those at the edges of a band. */
const BAND = 1 << 18;

const SIGMA = 1.5;

function band({ width, data }: RealImage, from: number, rows: number): RealImage {
  return { height: rows, width, data: data.subarray(from * width, (from + rows) * width) };
}

/** Sums over all windows. */
function sumsOver(image: RealImage, truth: RealImage, range: number): Similarity {
  const mean = (of: RealImage): Float64Array =>
    gaussianFilter(of, { sigma: SIGMA, radius: (WINDOW - 1) / 2, inside: true }).data;
  const [meanA, meanB] = [mean(image), mean(truth)];
  const [squareA, squareB] = [mean(product(image, image)), mean(product(truth, truth))];
  const cross = mean(product(image, truth));
  const c1 = (0.01 * range) ** 2;
  const c2 = (0.03 * range) ** 2;
  let [sum, partial] = [0, 0];
  for (let p = 0; p < meanA.length; p++) {
    const a = meanA[p] ?? 0;
    const b = meanB[p] ?? 0;
    const variances = (squareA[p] ?? 0) - a * a + (squareB[p] ?? 0) - b * b;
    const covariance = (cross[p] ?? 0) - a * b;
    const contrastStructure = (2 * covariance + c2) / (variances + c2);
    partial += contrastStructure;
    sum += contrastStructure * (2 * a * b + c1) / (a * a + b * b + c1);
  }
  return { ssim: sum, contrastStructure: partial };
}

function product(a: RealImage, b: RealImage): RealImage {
  const data = new Float64Array(a.data.length);
  for (let p = 0; p < data.length; p++) data[p] = (a.data[p] ?? 0) * (b.data[p] ?? 0);
  return { height: a.height, width: a.width, data };
}
