/**
 * Pearson correlation of two images, the figure by which a reconstruction without absolute scale is judged.
 *
 * @module
 */
import type { RealImage } from "../../data/real_image.ts";
import { requireSameSize } from "./real_image.ts";

/**
 * Pearson correlation coefficient of all pixels, in [−1, 1]; it does not change with offset and positive scale.
 * A constant image correlates with nothing: 0.
 *
 * @throws {TypeError} Where the sizes differ.
 *
 * @example
 * ```ts
 * import { correlation } from "@exitwave/exitwave";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const truth = { height: 1, width: 3, data: Float64Array.of(1, 2, 3) };
 * assertAlmostEquals(correlation({ height: 1, width: 3, data: Float64Array.of(30, 20, 10) }, truth), -1);
 * ```
 */
export function correlation(image: RealImage, truth: RealImage): number {
  requireSameSize("compute a correlation", image, truth);
  const a = mean(image.data);
  const b = mean(truth.data);
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let p = 0; p < truth.data.length; p++) {
    const da = (image.data[p] ?? 0) - a;
    const db = (truth.data[p] ?? 0) - b;
    aa += da * da;
    bb += db * db;
    ab += da * db;
  }
  const constant = aa <= ROUNDING * a * a * image.data.length || bb <= ROUNDING * b * b * truth.data.length;
  return constant ? 0 : Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
}

// --- internal ---

/** Relative variance that rounding alone can make out of a constant image. */
const ROUNDING = 1e-24;

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
