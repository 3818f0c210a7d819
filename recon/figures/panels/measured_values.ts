/**
 * Values of a detector as they are drawn.
 *
 * @module
 */
import type { RealImage } from "../../../data/real_image.ts";
import { drawnValues } from "../drawing/images/values.ts";

/**
 * A pattern in as many pixels as can be seen.
 *
 * @param image The pattern.
 * @param mask Not 0 where a pixel was measured; null where all were.
 * @returns Its values; NaN where nothing was measured.
 */
export function measuredValues(
  { height, width, data }: RealImage<Float32Array | Float64Array>,
  mask: Uint8Array | null,
): RealImage {
  return drawnValues({ height, width, row: (index) => data.subarray(index * width, (index + 1) * width) }, mask);
}
