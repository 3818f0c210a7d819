/**
 * Reconstructions in as many pixels as a page has room for.
 *
 * @module
 */
import type { Reconstruction } from "../../image/reconstruction.ts";

/**
 * Averages whole pixels as complex numbers, so that a phase does not vanish where it wraps.
 *
 * @param reconstruction The reconstruction.
 * @param bin Pixels to a side of a new one, a whole number from 1 on; at the right and lower edge there may be fewer.
 * @returns Means of what is covered; a pixel is covered where one of its parts is. Origin and pixel size are those of the
 * new pixels.
 */
export function binnedReconstruction(reconstruction: Reconstruction, bin: number): Reconstruction {
  if (bin === 1) return reconstruction;
  const { object, mask, origin, pixelSize } = reconstruction;
  const [height, width] = [Math.ceil(object.height / bin), Math.ceil(object.width / bin)];
  const [re, im, count] = [0, 1, 2].map(() => new Float64Array(height * width)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let p = 0; p < mask.length; p++) {
    if (mask[p] === 0) continue;
    const [row, column] = [Math.floor(p / object.width), p % object.width];
    const q = Math.floor(row / bin) * width + Math.floor(column / bin);
    re[q] = (re[q] ?? 0) + (object.re[p] ?? 0);
    im[q] = (im[q] ?? 0) + (object.im[p] ?? 0);
    count[q] = (count[q] ?? 0) + 1;
  }
  const mean = (sums: Float64Array): Float32Array =>
    Float32Array.from(sums, (sum, q) => sum / Math.max(1, count[q] ?? 1));
  return {
    object: { height, width, re: mean(re), im: mean(im) },
    mask: Uint8Array.from(count, (parts) => parts > 0 ? 1 : 0),
    // Centres of pixels: the first new one lies in the middle of those that it is made of.
    origin: { y: (origin.y + (bin - 1) / 2) / bin, x: (origin.x + (bin - 1) / 2) / bin },
    ...(pixelSize && { pixelSize: { height: bin * pixelSize.height, width: bin * pixelSize.width } }),
  };
}
