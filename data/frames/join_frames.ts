/**
 * Images of several scans as those of one: numbers count through, and each scan is asked for its own. Nothing is copied.
 *
 * @module
 */
import type { Frames } from "./frames.ts";
import { joinedMasks, type Masks } from "./masks.ts";

/**
 * Joins images.
 *
 * @param parts The images of each scan, of one size; they stay their owners' to dispose of.
 * @returns The images of the first, then those of the second, and so on.
 */
export function joinFrames(parts: readonly Frames[]): Frames {
  const starts = startsOf(parts);
  const [first] = parts;
  if (!first) throw new RangeError("Cannot join images as there are none: current value is 0 scans");
  return {
    count: starts.at(-1) ?? 0,
    patchSize: first.patchSize,
    held: null,
    parts,
    read: (numbers, into) => readParts(parts, starts, { numbers, into }),
    lend: () => null,
    [Symbol.dispose]: () => undefined,
  };
}

/**
 * Joins masks.
 *
 * @param parts The masks of each scan, and how many images it has.
 * @param patchSize Side N.
 * @returns One mask for all images where it is the same in all scans, else one for each; null where every pixel is valid.
 */
export function joinMasks(
  parts: readonly { readonly masks: Masks | null; readonly count: number }[],
  patchSize: number,
): Masks | null {
  const [first] = parts;
  const same = parts.every(({ masks }) => (masks === null) === (first?.masks === null) && isSame(masks, first?.masks));
  return first && same ? first.masks : joinedMasks(parts, patchSize);
}

/** Number of the first image of each part, and behind them the number of all. */
export function startsOf(parts: readonly { readonly count: number }[]): number[] {
  const starts = [0];
  for (const { count } of parts) starts.push((starts.at(-1) ?? 0) + count);
  return starts;
}

// --- internal ---

interface Reading {
  readonly numbers: Int32Array;
  readonly into: Float32Array;
}

function readParts(parts: readonly Frames[], starts: readonly number[], { numbers, into }: Reading): void {
  parts.forEach((part, p) => {
    const [from = 0, to = 0] = [starts[p], starts[p + 1]];
    const places = Int32Array.from(numbers.keys()).filter((place) => isWithin(numbers[place] ?? NaN, from, to));
    if (places.length === 0) return;
    const own = places.map((place) => (numbers[place] ?? NaN) - from);
    if (places.length === numbers.length) return part.read(own, into);
    const pixels = part.patchSize ** 2;
    const images = new Float32Array(places.length * pixels);
    part.read(own, images);
    places.forEach((place, k) => into.set(images.subarray(k * pixels, (k + 1) * pixels), place * pixels));
  });
}

function isWithin(number: number, from: number, to: number): boolean {
  return number >= from && number < to;
}

/** Whether two scans have one and the same mask, each for all its images, or none. */
function isSame(masks: Masks | null, other: Masks | null | undefined): boolean {
  if (!masks || !other) return true;
  const { shared } = masks;
  return shared !== null && other.shared !== null && shared.every((valid, p) => valid === other.shared?.[p]);
}
