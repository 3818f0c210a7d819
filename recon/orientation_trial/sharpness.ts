/**
 * How sharp an image is: Tamura's coefficient of its gradient, √(σ/μ) of |∇O| (Zhang et al. 2017, "Edge sparsity criterion
 * for robust holographic autofocusing", doi:10.1364/OL.42.003824). Where edges are few and clear, a few gradients are large
 * and the rest is small. It does not depend on the brightness of the image. Noise is sharp too.
 *
 * @module
 */
import type { Reconstruction } from "../image/reconstruction.ts";

/**
 * Measures how sharp an image is.
 *
 * @param image The image; differences of neighbours that its mask covers are taken.
 * @returns From 0 on; about 0.7 of gradients that are normally distributed, NaN where nothing is covered.
 */
export function sharpness({ object: { height, width, re, im }, mask }: Reconstruction): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let row = 0; row + 1 < height; row++) {
    for (let p = row * width; p < (row + 1) * width - 1; p++) {
      if (mask[p] !== 1 || mask[p + 1] !== 1 || mask[p + width] !== 1) continue;
      const square = [1, width].reduce(
        (sum, step) =>
          sum + ((re[p + step] ?? NaN) - (re[p] ?? NaN)) ** 2 + ((im[p + step] ?? NaN) - (im[p] ?? NaN)) ** 2,
        0,
      );
      sum += Math.sqrt(square);
      squares += square;
      count++;
    }
  }
  const mean = sum / count;
  return Math.sqrt(Math.sqrt(Math.max(0, squares / count - mean ** 2)) / mean);
}
