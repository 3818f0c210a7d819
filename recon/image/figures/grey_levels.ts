/**
 * From values to grey levels: the scale ignores the few most extreme pixels, so that one hot pixel does not flatten the
 * image.
 *
 * @module
 */
import type { ImageRows } from "./image_rows.ts";

/** Values shown as black and as white. */
export interface GreyRange {
  readonly low: number;
  readonly high: number;
}

/** Grey of pixels that have no value: neither black nor white. */
export const NEUTRAL = 128;

/**
 * Percentiles 0.5 and 99.5 of the covered pixels, in single precision: histograms find them in two passes, whatever the
 * number of pixels.
 *
 * @param mask Not 0 where a pixel counts.
 * @returns The range; {0, 0} where nothing is covered.
 */
export function greyRange(image: ImageRows, mask: Uint8Array): GreyRange {
  const counts = histogram(image, mask, null);
  const covered = counts.reduce((sum, count) => sum + count, 0);
  if (covered === 0) return { low: 0, high: 0 };
  const at = (share: number): number => valueAt(image, mask, counts, Math.round(share * (covered - 1)));
  return { low: at(0.005), high: at(0.995) };
}

/**
 * Grey levels 0 (low) … 255 (high), clipped; {@link NEUTRAL} where not covered, and everywhere if the range is empty.
 *
 * @returns Makes the levels of row i.
 */
export function greyRows(image: ImageRows, mask: Uint8Array, { low, high }: GreyRange): (index: number) => Uint8Array {
  const { width } = image;
  return (index) => {
    const levels = new Uint8Array(width).fill(NEUTRAL);
    if (!(high > low)) return levels;
    const values = image.row(index);
    for (let j = 0; j < width; j++) {
      if (!mask[index * width + j]) continue;
      levels[j] = Math.round(255 * Math.min(1, Math.max(0, ((values[j] ?? 0) - low) / (high - low))));
    }
    return levels;
  };
}

/** The levels of {@link greyRows}, height × width, row-major. */
export function greyLevels(image: ImageRows, mask: Uint8Array, range: GreyRange): Uint8Array {
  const levels = new Uint8Array(image.height * image.width);
  const row = greyRows(image, mask, range);
  for (let i = 0; i < image.height; i++) levels.set(row(i), i * image.width);
  return levels;
}

// --- internal ---

const BINS = 1 << 16;

const BITS = new DataView(new ArrayBuffer(4));

/** A whole number that grows with the value: the bits of a float do, but for those of negative ones, which are turned. */
function keyOf(value: number): number {
  BITS.setFloat32(0, value);
  const bits = BITS.getUint32(0);
  return (bits & 0x80000000 ? ~bits : bits | 0x80000000) >>> 0;
}

function valueOf(key: number): number {
  BITS.setUint32(0, (key & 0x80000000 ? key & 0x7fffffff : ~key) >>> 0);
  return BITS.getFloat32(0) + 0; // no negative zero
}

/** Counts pixels by the upper half of their keys or, of those with a given upper half, by the lower. */
function histogram(image: ImageRows, mask: Uint8Array, upper: number | null): Float64Array {
  const counts = new Float64Array(BINS);
  for (let i = 0; i < image.height; i++) {
    const values = image.row(i);
    for (let j = 0; j < image.width; j++) {
      if (!mask[i * image.width + j]) continue;
      const key = keyOf(values[j] ?? 0);
      const bin = upper === null ? key >>> 16 : key >>> 16 === upper ? key & 0xffff : -1;
      if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return counts;
}

function valueAt(image: ImageRows, mask: Uint8Array, counts: Float64Array, rank: number): number {
  const [upper, before] = binOf(counts, rank);
  const [lower] = binOf(histogram(image, mask, upper), rank - before);
  return valueOf(upper * BINS + lower);
}

/** The bin that holds the pixel of a rank, and how many are in those before it. */
function binOf(counts: Float64Array, rank: number): [bin: number, before: number] {
  let before = 0;
  let bin = 0;
  while (bin < BINS - 1 && before + (counts[bin] ?? 0) <= rank) before += counts[bin++] ?? 0;
  return [bin, before];
}
