/**
 * Samples of several scans as one set: each scan was chosen, grouped and scaled by itself, and then they are numbered
 * through. Images are not copied.
 *
 * @module
 */
import { areHeld } from "../frames/frames.ts";
import { joinFrames, joinMasks, startsOf } from "../frames/join_frames.ts";
import { validPixelsOf } from "../frames/masks.ts";
import { cutLabels, type LabelSource } from "../labels.ts";
import type { Patterns } from "../patterns.ts";
import { range } from "../random/random.ts";
import type { Samples } from "../samples.ts";
import type { SampleScales } from "../scaling.ts";

/**
 * Joins samples of several scans.
 *
 * @param parts The samples of each scan, prepared with `joined`: those with labels have not cut them yet.
 * @returns The samples of the first, then those of the second, and so on; of one scan, its own. Brightness is in the unit of
 * the first ({@link inUnitOf}).
 * @throws {TypeError} If patterns have different sizes, or groups have.
 */
export function joinSamples(parts: readonly [Samples, ...Samples[]]): Samples {
  const [first, ...others] = parts;
  if (others.length === 0) return first;
  const { patchSize, channels } = first;
  const odd = parts.find((part) => part.patchSize !== patchSize || part.channels !== channels);
  if (odd) {
    throw new TypeError(
      `Cannot join samples of ${patchSize} px and ${channels} patterns with others: current value is ` +
        `${odd.patchSize} px and ${odd.channels} patterns`,
    );
  }
  const starts = startsOf(parts.map(({ patterns }) => patterns));
  const all = <K extends "offsets" | "inputScale" | "physicsScale">(key: K): Float32Array => {
    const arrays = parts.map((part) => part[key]);
    return concatenated(arrays, new Float32Array(lengthOf(arrays)));
  };
  // What the network is shown of a scan is among its own samples.
  const { contrast: _, ...ofFirst } = first;
  return {
    ...ofFirst,
    count: parts.reduce((sum, { count }) => sum + count, 0),
    patterns: joinPatterns(parts.map((part) => inUnitOf(part, first.scales).patterns)),
    members: integers(parts.map(({ members }, p) => members.map((member) => member + (starts[p] ?? NaN)))),
    offsets: all("offsets"),
    x: doubles(parts.map(({ x }) => x)),
    y: doubles(parts.map(({ y }) => y)),
    inputScale: all("inputScale"),
    physicsScale: all("physicsScale"),
    warnings: parts.flatMap(({ warnings }) => warnings),
    scans: { parts, of: integers(parts.map(({ count }, p) => new Int32Array(count).fill(p))) },
  };
}

/**
 * Samples whose loss is divided by their brightness in the unit of another scan. What a loss compares is in photons, but
 * brightness is in the unit of the file, and files may have different ones.
 *
 * @param samples Samples of one scan.
 * @param scales Scales of the other scan.
 */
export function inUnitOf(samples: Samples, { physicsScale }: SampleScales): Samples {
  const factor = samples.scales.physicsScale / physicsScale;
  if (factor === 1) return samples;
  const brightness = samples.patterns.brightness.map((mean) => mean * factor);
  return { ...samples, patterns: { ...samples.patterns, brightness } };
}

// --- internal ---

function joinPatterns(all: readonly Patterns[]): Patterns {
  const patchSize = all[0]?.patchSize ?? NaN;
  const starts = startsOf(all.map(({ frames }) => frames));
  const frames = joinFrames(all.map((patterns) => patterns.frames));
  const masks = joinMasks(all.map((patterns) => ({ masks: patterns.masks, count: patterns.frames.count })), patchSize);
  const source = joinLabels(all);
  const count = all.reduce((sum, patterns) => sum + patterns.count, 0);
  const labels = source && areHeld(frames) ? cutLabels(source, range(count)) : null;
  return {
    ...{ count, patchSize, frames, masks },
    numbers: integers(all.map(({ numbers }, p) => numbers.map((number) => number + (starts[p] ?? NaN)))),
    brightness: doubles(all.map(({ brightness }) => brightness)),
    validPixels: masks && !masks.shared ? integers(all.map(validPixelsOfEach)) : null,
    x: doubles(all.map(({ x }) => x)),
    y: doubles(all.map(({ y }) => y)),
    labelAmp: labels?.amp ?? null,
    labelPhase: labels?.phase ?? null,
    labelSource: labels ? null : source,
  };
}

function validPixelsOfEach({ masks, validPixels, patchSize, count }: Patterns): Int32Array {
  return validPixels ?? new Int32Array(count).fill(validPixelsOf(masks, patchSize));
}

function joinLabels(all: readonly Patterns[]): LabelSource | null {
  const sources = all.flatMap(({ labelSource }) => labelSource ?? []);
  const [first] = sources;
  if (!first || sources.length < all.length) return null;
  return {
    ...first,
    objects: sources.flatMap(({ objects }) => objects),
    objectOf: integers(sources.map(({ x }, p) => new Int32Array(x.length).fill(p))),
    x: doubles(sources.map(({ x }) => x)),
    y: doubles(sources.map(({ y }) => y)),
  };
}

function integers(arrays: readonly Int32Array[]): Int32Array {
  return concatenated(arrays, new Int32Array(lengthOf(arrays)));
}

function doubles(arrays: readonly Float64Array[]): Float64Array {
  return concatenated(arrays, new Float64Array(lengthOf(arrays)));
}

function lengthOf(arrays: readonly { readonly length: number }[]): number {
  return arrays.reduce((sum, { length }) => sum + length, 0);
}

function concatenated<T extends Int32Array | Float32Array | Float64Array>(arrays: readonly T[], into: T): T {
  let at = 0;
  for (const array of arrays) {
    into.set(array, at);
    at += array.length;
  }
  return into;
}
