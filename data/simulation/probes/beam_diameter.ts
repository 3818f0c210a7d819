/**
 * How broad a beam is.
 *
 * @module
 */
import type { ComplexImage } from "../../complex_image.ts";

/**
 * Diameter of a beam by the second moments of its intensity, four standard deviations (ISO 11146): of an even disk its
 * diameter, of a Gaussian 1.7 times the full width at half maximum.
 *
 * @param modes Its modes, whose intensities add up.
 * @returns The diameter in pixels, the mean of that along columns and rows.
 */
export function beamDiameter(modes: readonly ComplexImage[]): number {
  let [total, x, y, square] = [0, 0, 0, 0];
  for (const { re, im, width } of modes) {
    for (let i = 0; i < re.length; i++) {
      const intensity = (re[i] ?? 0) ** 2 + (im[i] ?? 0) ** 2;
      const [column, row] = [i % width, Math.floor(i / width)];
      total += intensity;
      x += intensity * column;
      y += intensity * row;
      square += intensity * (column * column + row * row);
    }
  }
  const variance = square / total - (x / total) ** 2 - (y / total) ** 2;
  return 4 * Math.sqrt(Math.max(0, variance / 2));
}
