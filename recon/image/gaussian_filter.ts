/**
 * Local weighted means under the 11 × 11 Gaussian window of SSIM, as two passes of a 1-D filter.
 *
 * @module
 */
import type { RealImage } from "./real_image.ts";

/** Side of the window, in pixels. */
export const WINDOW = 11;

/**
 * Means under a Gaussian window (side 11, σ = 1.5 px, weights sum to 1) at every place where the window lies wholly inside.
 *
 * @param image At least 11 × 11.
 * @returns (height − 10) × (width − 10).
 */
export function gaussianFilter({ height, width, data }: RealImage): RealImage {
  const outWidth = width - WINDOW + 1;
  const outHeight = height - WINDOW + 1;
  const rows = new Float64Array(height * outWidth);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < outWidth; j++) rows[i * outWidth + j] = weighted(data, i * width + j, 1);
  }
  const out = new Float64Array(outHeight * outWidth);
  for (let i = 0; i < outHeight; i++) {
    for (let j = 0; j < outWidth; j++) out[i * outWidth + j] = weighted(rows, i * outWidth + j, outWidth);
  }
  return { height: outHeight, width: outWidth, data: out };
}

// --- internal ---

const SIGMA = 1.5;

const WEIGHTS = normalised(
  Float64Array.from({ length: WINDOW }, (_, k) => Math.exp(-((k - (WINDOW - 1) / 2) ** 2) / (2 * SIGMA ** 2))),
);

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function weighted(values: Float64Array, start: number, step: number): number {
  let sum = 0;
  for (let k = 0; k < WINDOW; k++) sum += (WEIGHTS[k] ?? 0) * (values[start + k * step] ?? 0);
  return sum;
}
