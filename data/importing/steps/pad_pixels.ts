/**
 * Padding: pixels that no detector had.
 *
 * @module
 */
import type { MaskedImage } from "./masked_image.ts";

/**
 * Lays an image into a larger one, middle onto middle ([side/2, side/2], rounded down). What surrounds it was not measured
 * and is masked: zeros there would say that no light fell.
 *
 * @param source The image.
 * @param target Takes it; its side is at least that of the image.
 */
export function padPixels(source: MaskedImage, target: MaskedImage): void {
  const from = Math.floor(target.side / 2) - Math.floor(source.side / 2);
  target.values.fill(0);
  target.valid.fill(0);
  for (let row = 0; row < source.side; row++) {
    const [line, at] = [row * source.side, (from + row) * target.side + from];
    target.values.set(source.values.subarray(line, line + source.side), at);
    target.valid.set(source.valid.subarray(line, line + source.side), at);
  }
}
