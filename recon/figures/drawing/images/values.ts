/**
 * Values of an image as they are drawn: not more of them than can be seen.
 *
 * @module
 */
import type { RealImage } from "../../../../data/real_image.ts";
import type { ImageRows } from "../../../image/figures/image_rows.ts";

/** Pixels that a side of a drawn image has at most. */
export const MOST_SIDE = 1024;

/**
 * An image of at most {@link MOST_SIDE} pixels a side: each pixel is the mean of the same whole number of pixels across and
 * down, fewer at the right and lower edge.
 *
 * @param image The image; what is not finite has no value.
 * @param mask 1 where there is a value, height × width; null where there is one everywhere.
 * @returns The means; NaN where no pixel has a value.
 */
export function drawnValues({ height, width, row }: ImageRows, mask: Uint8Array | null): RealImage {
  const bin = Math.max(1, Math.ceil(Math.max(height, width) / MOST_SIDE));
  const small = { height: Math.ceil(height / bin), width: Math.ceil(width / bin) };
  const data = new Float64Array(small.height * small.width);
  const counts = new Uint32Array(data.length);
  for (let i = 0; i < height; i++) {
    const values = row(i);
    const start = Math.floor(i / bin) * small.width;
    for (let j = 0; j < width; j++) {
      const value = values[j] ?? NaN;
      if (!Number.isFinite(value) || mask?.[i * width + j] === 0) continue;
      const p = start + Math.floor(j / bin);
      data[p] = (data[p] ?? 0) + value;
      counts[p] = (counts[p] ?? 0) + 1;
    }
  }
  for (let p = 0; p < data.length; p++) data[p] = (data[p] ?? 0) / (counts[p] ?? 0);
  return { ...small, data };
}
