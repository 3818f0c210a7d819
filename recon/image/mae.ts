/**
 * Mean absolute error.
 *
 * @module
 */
import type { RealImage } from "../../data/real_image.ts";
import { requireSameSize } from "./real_image.ts";

/**
 * Mean of |image − truth| over all pixels, in the unit of the images.
 *
 * @throws {TypeError} Where the sizes differ.
 *
 * @example
 * ```ts
 * import { mae } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const truth = { height: 1, width: 2, data: Float64Array.of(1, 2) };
 * assertEquals(mae({ height: 1, width: 2, data: Float64Array.of(2, 5) }, truth), 2);
 * ```
 */
export function mae(image: RealImage, truth: RealImage): number {
  requireSameSize("compute MAE", image, truth);
  let sum = 0;
  for (let p = 0; p < truth.data.length; p++) sum += Math.abs((image.data[p] ?? 0) - (truth.data[p] ?? 0));
  return sum / truth.data.length;
}
