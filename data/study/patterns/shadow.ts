/**
 * Whether patterns are shadows of the object: then what is seen in one is seen in the next, moved as the scan moves. In a
 * far field only the light is bent, and nothing in a pattern moves with the scan, unless the beam is strongly defocused.
 *
 * @module
 */
import { ORIENTATIONS } from "../../../config/fields/import_section.ts";
import { CentredFft2, type WaveField } from "../../arrays/fft.ts";
import { type Orientation, oriented } from "../by_object/orientations.ts";
import type { DetectorImage } from "./detector_image.ts";

/** Two patterns and the step of the scan between them, in any unit. */
export interface ShadowPair {
  readonly before: DetectorImage;
  readonly after: DetectorImage;
  readonly step: { readonly x: number; readonly y: number };
}

/** How a shadow moves. */
export interface ShadowMotion {
  /** Detector pixels that it moves with one unit of the scan. */
  readonly scale: number;
  /** How alike patterns are where it has moved to, from 0 to 1. */
  readonly likeness: number;
}

/**
 * Looks for a motion that is the same in all pairs.
 *
 * @param pairs Some pairs of neighbouring patterns.
 * @param mean The mean pattern as intensity.
 * @returns Null where nothing moves with the scan.
 */
export function shadowMotion(pairs: readonly ShadowPair[], mean: DetectorImage): ShadowMotion | null {
  const usual = median(pairs.map(({ step }) => Math.hypot(step.x, step.y)));
  const near = pairs.filter(({ step }) => Math.hypot(step.x, step.y) <= 3 * usual && Math.hypot(step.x, step.y) > 0);
  if (near.length < FEWEST || !(usual > 0)) return null;
  const bin = Math.ceil(Math.max(mean.height, mean.width) / MOST_SIDE);
  const small = binned(mean, bin);
  const side = 2 ** Math.ceil(Math.log2(2 * Math.max(small.height, small.width)));
  const maps = near.map(({ before, after }) =>
    likenessMap(contrast(binned(before, bin), small), contrast(binned(after, bin), small), side)
  );
  const reach = Math.min(small.height, small.width) / 4;
  const best = ORIENTATIONS.map((orientation) => {
    let found = { shift: 0, likeness: -1 };
    for (let shift = LEAST_SHIFT; shift < reach; shift += 0.25) {
      const likeness = likenessAt(maps, near, { side, scale: shift / usual, orientation });
      if (likeness > found.likeness) found = { shift, likeness };
    }
    return found;
  }).sort((a, b) => b.likeness - a.likeness);
  // Of a scan along one axis, two ways are alike.
  const [first, , next] = best;
  if (!first || !next || first.likeness < LEAST_LIKENESS || first.likeness < CLEARLY * next.likeness) return null;
  return { scale: bin * first.shift / usual, likeness: first.likeness };
}

// --- internal ---

/** Pairs that are enough. */
const FEWEST = 6;
/** Larger patterns are binned. */
const MOST_SIDE = 128;
/** Pixels that a shadow moves from one frame to the next, at least. */
const LEAST_SHIFT = 1.5;
/** Mean correlation of patterns with those before, moved on: of a shadow, and of anything else at most. */
const LEAST_LIKENESS = 0.25;
/** The right axes are so much better than others. */
const CLEARLY = 2;
/** Pixels of less than this part of the brightest have no contrast worth looking at. */
const DIM = 0.05;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function binned({ height, width, data, valid }: DetectorImage, bin: number): DetectorImage {
  if (bin === 1) return { height, width, data, valid };
  const [rows, columns] = [Math.ceil(height / bin), Math.ceil(width / bin)];
  const sums = new Float64Array(rows * columns);
  data.forEach((value, p) => {
    const at = Math.floor(p / width / bin) * columns + Math.floor((p % width) / bin);
    sums[at] = (sums[at] ?? 0) + value;
  });
  return { height: rows, width: columns, data: sums, valid: new Uint8Array(sums.length).fill(1) };
}

/** A pattern over the mean one, less 1, where there is light; outliers cut, of zero mean and unit norm. */
function contrast({ height, width, data }: DetectorImage, mean: DetectorImage): DetectorImage {
  const bright = mean.data.toSorted()[Math.floor(0.995 * (mean.data.length - 1))] ?? 0;
  const lit = Uint8Array.from(mean.data, (value) => value > DIM * bright ? 1 : 0);
  const ratio = data.map((value, p) => lit[p] ? Math.max(-1, Math.min(2, value / (mean.data[p] ?? 1) - 1)) : 0);
  const count = lit.reduce((sum, one) => sum + one, 0);
  const offset = ratio.reduce((sum, value) => sum + value, 0) / Math.max(1, count);
  const level = ratio.map((value, p) => lit[p] ? value - offset : 0);
  const norm = Math.sqrt(level.reduce((sum, value) => sum + value * value, 0));
  return { height, width, data: level.map((value) => norm > 0 ? value / norm : 0), valid: lit };
}

/** Correlation of two images for every shift; none is at [side/2, side/2]. */
function likenessMap(before: DetectorImage, after: DetectorImage, side: number): Float64Array {
  const fft = new CentredFft2(side);
  const [one, other] = [transformed(before, fft, side), transformed(after, fft, side)];
  // Conjugate products of transforms are the transform of the correlation; another forward one mirrors it.
  for (let i = 0; i < one.re.length; i++) {
    const [a, b, c, d] = [one.re[i] ?? 0, one.im[i] ?? 0, other.re[i] ?? 0, other.im[i] ?? 0];
    [one.re[i], one.im[i]] = [side * (a * c + b * d), side * (b * c - a * d)];
  }
  fft.transform(one);
  return one.re;
}

function transformed({ height, width, data }: DetectorImage, fft: CentredFft2, side: number): WaveField {
  const field = { re: new Float64Array(side * side), im: new Float64Array(side * side) };
  data.forEach((value, p) => {
    const [row, column] = [Math.floor(p / width), p % width];
    field.re[(row + ((side - height) >> 1)) * side + column + ((side - width) >> 1)] = value;
  });
  fft.transform(field);
  return field;
}

interface Motion {
  readonly side: number;
  readonly scale: number;
  readonly orientation: Orientation;
}

function likenessAt(
  maps: readonly Float64Array[],
  pairs: readonly ShadowPair[],
  { side, scale, orientation }: Motion,
): number {
  return pairs.reduce((sum, { step }, k) => {
    const { x, y } = oriented(orientation, step);
    const column = side / 2 + Math.round(scale * x);
    const row = side / 2 + Math.round(scale * y);
    return sum + (maps[k]?.[row * side + column] ?? 0);
  }, 0) / pairs.length;
}
