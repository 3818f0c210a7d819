/**
 * Binning: detector pixels that become one.
 *
 * @module
 */
import type { MaskedImage } from "./masked_image.ts";

/**
 * Sums intensities of bin × bin pixels. A sum that lacks a masked pixel would be a measurement of less light than there
 * was, so it is masked as soon as one of its pixels is.
 *
 * @param source The image.
 * @param bin Pixels along a side that become one; it divides the side of the image.
 * @param target Takes the sums; its side is the image's divided by `bin`.
 */
export function binPixels(source: MaskedImage, bin: number, target: MaskedImage): void {
  const { side } = target;
  target.values.fill(0);
  target.valid.fill(1);
  for (let row = 0; row < source.side; row++) {
    const into = Math.floor(row / bin) * side;
    for (let column = 0; column < source.side; column++) {
      const [from, to] = [row * source.side + column, into + Math.floor(column / bin)];
      if (source.valid[from] === 0) target.valid[to] = 0;
      target.values[to] = (target.values[to] ?? 0) + (source.values[from] ?? 0);
    }
  }
  for (let i = 0; i < target.values.length; i++) if (target.valid[i] === 0) target.values[i] = 0;
}
