/**
 * From values to grey levels: the scale ignores the few most extreme pixels, so that one hot pixel does not flatten the
 * image.
 *
 * @module
 */
import type { RealImage } from "../real_image.ts";

/** Values shown as black and as white. */
export interface GreyRange {
  readonly low: number;
  readonly high: number;
}

/** Grey of pixels that have no value: neither black nor white. */
export const NEUTRAL = 128;

/**
 * Percentiles 0.5 and 99.5 of the covered pixels.
 *
 * @param mask Not 0 where a pixel counts.
 * @returns The range; {0, 0} where nothing is covered.
 */
export function greyRange({ data }: RealImage, mask: Uint8Array): GreyRange {
  const covered = data.filter((_, p) => mask[p]).sort();
  const at = (share: number): number => covered[Math.round(share * (covered.length - 1))] ?? 0;
  return { low: at(0.005), high: at(0.995) };
}

/**
 * Grey levels 0 (low) … 255 (high), clipped; {@link NEUTRAL} where not covered, and everywhere if the range is empty.
 *
 * @returns height × width levels, row-major.
 */
export function greyLevels({ data }: RealImage, mask: Uint8Array, { low, high }: GreyRange): Uint8Array {
  const levels = new Uint8Array(data.length).fill(NEUTRAL);
  if (!(high > low)) return levels;
  for (let p = 0; p < data.length; p++) {
    if (mask[p]) levels[p] = Math.round(255 * Math.min(1, Math.max(0, ((data[p] ?? 0) - low) / (high - low))));
  }
  return levels;
}
