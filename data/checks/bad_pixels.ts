/**
 * Sentences on bad pixels: gaps and dead pixels that a detector marks by a value instead of a measurement. Nothing can be
 * put in their place: 0 would be a measurement of darkness. They must be masked.
 *
 * @module
 */
import { GREATEST_OF_TYPE } from "./greatest_of_type.ts";
import type { PatternArray } from "./pattern_array.ts";
import { MARKS, type OddPixels, type PixelCensus, ROOTS_OF_MARKS } from "./pixel_census.ts";

/**
 * Refuses patterns with values that cannot be measured.
 *
 * @param census What was counted.
 * @param array Which array.
 * @param place Beginning of the message: `Cannot use scan x.npz as`.
 * @throws {RangeError} If a value is not finite, negative or beyond single precision; it says how many, and where.
 */
export function requireMeasurable(census: PixelCensus, array: PatternArray, place: string): void {
  const unusable = census.unusable();
  if (unusable.length === 0) return;
  const { first, firstValue } = unusable.reduce((a, b) => b.first < a.first ? b : a);
  const problem = firstValue < 0 && firstValue > -Infinity ? "negative" : "not finite";
  const found = unusable.map((pixels) => `${amount(pixels, array)} ${what(pixels, array)}`).join(", ");
  throw new RangeError(
    `${place} an ${array.measurement} is ${problem}: the value at [${indexOf(first, array.shape).join(", ")}] is ` +
      `${firstValue}; in ${array.key} ${found}: ${isNoise(unusable) ? CLIP_NOISE : MASK_THEM}`,
  );
}

/**
 * Refuses patterns with the marks of bad pixels, which a loss would take for light: the greatest value of the element
 * type, or another by which detectors and their programs mark them, far above all others.
 *
 * @param census What was counted.
 * @param array Which array.
 * @param place Beginning of the message: `Cannot use scan x.npz as`.
 * @throws {RangeError} If there are any; it says how many.
 */
export function requireUnmarked(census: PixelCensus, array: PatternArray, place: string): void {
  const marks = oddPixels(census, array).filter((pixels) => isMark(pixels, array));
  if (marks.length > 0) throw new RangeError(`${place} ${sentence(marks, census, array)}`);
}

/** A sentence for pixels that outshine all others and may be hot or saturated; none where there are no such. */
export function badPixelWarnings(census: PixelCensus, array: PatternArray): string[] {
  const doubtful = oddPixels(census, array).filter((pixels) => !isMark(pixels, array));
  return doubtful.length > 0 ? [sentence(doubtful, census, array)] : [];
}

// --- internal ---

const MASK_THEM = "mask them, by a key mask of 1 for valid pixels and 0 for these, or by the import command that " +
  "exitwave inspect prints";

const CLIP_NOISE = "negative values are noise about a background that was taken off: clip them, " +
  "numpy.maximum(patterns, 0)";

function oddPixels(census: PixelCensus, { dtype }: PatternArray): OddPixels[] {
  return census.marked(GREATEST_OF_TYPE[dtype] ?? Infinity);
}

function isMark({ value }: OddPixels, { dtype }: PatternArray): boolean {
  return value === GREATEST_OF_TYPE[dtype] || MARKS.has(value) || ROOTS_OF_MARKS.has(Math.fround(value));
}

/** Whether values are negative as noise is: not one and the same, nor as far below zero as the marks of integers. */
function isNoise(unusable: readonly OddPixels[]): boolean {
  const negative = unusable.every(({ value, firstValue }) => value < 0 && firstValue > -32768);
  return negative && unusable.some(({ value }) => value === -Infinity);
}

function sentence(found: readonly OddPixels[], census: PixelCensus, array: PatternArray): string {
  const parts = found.map((pixels) =>
    `${amount(pixels, array)} hold${isOne(pixels, array) ? "s" : ""} ${pixels.value}`
  );
  const least = found.reduce((value, pixels) => Math.min(value, pixels.value), Infinity);
  const known = census.greatest < least;
  const rest = known ? `all others hold ${Number(census.greatest.toPrecision(6))} or less` : "all others hold far less";
  const pixels = `${array.key} has bad pixels: ${parts.join(", ")}`;
  return `${pixels}, as detectors mark gaps and saturated or dead pixels (${rest}): ${MASK_THEM}`;
}

function what(found: OddPixels, array: PatternArray): string {
  const { value } = found;
  const [are, hold] = isOne(found, array) ? ["is", "holds"] : ["are", "hold"];
  if (Number.isNaN(value)) return `${are} NaN`;
  if (value === Infinity) return `${are} infinite or beyond single precision`;
  if (value === -Infinity) return `${are} negative`;
  return `${hold} ${value}, which detectors use for bad pixels`;
}

/** Whether it is one pixel, of one pattern or of each. */
function isOne({ pixels, patterns }: OddPixels, { count }: PatternArray): boolean {
  return pixels === 1 || (patterns === count && pixels === count);
}

/** `64 pixels of each pattern`, `3 pixels of 2 patterns`. */
function amount({ pixels, patterns }: OddPixels, { count }: PatternArray): string {
  const each = pixels / count;
  const number = (n: number, name: string): string => `${n} ${name}${n === 1 ? "" : "s"}`;
  if (count > 1 && patterns === count && Number.isInteger(each)) return `${number(each, "pixel")} of each pattern`;
  return `${number(pixels, "pixel")} of ${number(patterns, "pattern")}`;
}

function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const length of shape.toReversed()) {
    index.unshift(position % length);
    position = Math.floor(position / length);
  }
  return index;
}
