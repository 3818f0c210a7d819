/**
 * Reading the patterns of a scan: whatever order or element type the file has, they become amplitudes in single precision,
 * and what looks wrong on the way becomes a warning.
 *
 * @module
 */
import { patternsFirst, patternsLieLast } from "./checks/axis_order.ts";
import { badPixelWarnings, requireMeasurable, requireUnmarked } from "./checks/bad_pixels.ts";
import { beamWarnings } from "./checks/beam_centre.ts";
import { darkPatterns, darkWarnings } from "./checks/dark_patterns.ts";
import { faintWarnings, requireComputable } from "./checks/faint_amplitudes.ts";
import { requireMemory } from "./checks/memory.ts";
import { measurementWarnings } from "./checks/measurement.ts";
import type { Measurement, PatternArray } from "./checks/pattern_array.ts";
import { PixelCensus } from "./checks/pixel_census.ts";
import type { ArrayFile, ArrayStorage } from "./formats/array_file.ts";
import type { RealData } from "./formats/npy.ts";
import type { FileVersion } from "./files/file_version.ts";
import { fillImages } from "./frames/fill_masked.ts";
import { frameMask, isMasked, type Masks } from "./frames/masks.ts";
import { takeRoots, toAmplitudes } from "./frames/amplitudes.ts";
import { FileFrames } from "./frames/file_frames.ts";
import { type Frames, heldFrames } from "./frames/frames.ts";
import { addIntensity, type PatternStatistics, StatisticsGatherer } from "./frames/pattern_statistics.ts";
import { sharedFloats } from "./arrays/shared_floats.ts";
import type { ScanLayout } from "./scan_layout.ts";

/** Patterns and what looks wrong with them. */
export interface PatternsFound {
  /** Amplitudes. */
  readonly frames: Frames;
  /** Numbers of each of them. */
  readonly statistics: PatternStatistics;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/** How patterns are read. */
export interface ReadPatternsOptions {
  /** What the numbers are: of intensities the square root is taken. */
  readonly measurement: Measurement;
  /** Which pixels are valid; null where all are. */
  readonly masks: Masks | null;
  /** Memory for images in MiB: where they need more, they stay in the file if it can be read in pieces. Null: no limit. */
  readonly frameCache: number | null;
  /** What the file was when it was opened. */
  readonly version: FileVersion;
}

/**
 * Reads the patterns of a scan. One array of single precision is all that is held, or nothing where they stay in the file,
 * besides a few MiB of rows as the file has them.
 *
 * @param file The file.
 * @param layout Where they lie.
 * @param options See {@link ReadPatternsOptions}. Masked pixels get values that come of their neighbours, whatever the file
 *   has there.
 * @throws {RangeError} If a valid value cannot be measured or marks a bad pixel, or single precision cannot compute with them, or there is not the memory.
 */
export async function readPatterns(
  file: ArrayFile,
  layout: ScanLayout,
  options: ReadPatternsOptions,
): Promise<PatternsFound> {
  const { key, count, patchSize, patternsLast } = layout;
  const { measurement, masks } = options;
  const { shape, storage } = await file.header(key);
  const place = `Cannot use scan ${file.path} as`;
  const pixels = patchSize * patchSize;
  const census = new PixelCensus({ count, pixels, patternsLast });
  const sums = new PatternSums(layout, masks);
  const held = holdsAll(layout, options, storage) ? holdAll(layout, storage, place) : null;
  let dtype: PatternArray["dtype"] = "f4";
  let offset = 0;
  for await (const rows of file.rows(key)) {
    if (rows.kind !== "real") continue; // scanLayout has refused every other kind
    ({ dtype } = rows);
    const data = masks ? withoutMasked(rows.data, { masks, layout, offset }) : rows.data;
    census.add(data, offset);
    if (!held) sums.add(amplitudesOf(data, measurement));
    else if (patternsLast) scatterPixels(data, { patterns: held, offset, count });
    else held.set(data, offset);
    offset += data.length;
  }
  const array = { key, dtype, shape, measurement, count, pixels, patternsLast };
  requireMeasurable(census, array, place);
  requireUnmarked(census, array, place);
  const intensities = measurement === "intensity";
  if (held && intensities) takeRoots(held);
  const greatest = intensities ? Math.sqrt(census.greatest) : census.greatest;
  if (greatest > 0) requireComputable(greatest, place);
  const bad = badPixelWarnings(census, array);
  const numbers = [
    ...bad,
    ...measurementWarnings(census, array),
    ...(greatest > 0 ? faintWarnings(key, greatest) : []),
  ];
  if (held && masks) fillImages(held, masks);
  const ordered = held && inOrder(held, layout, masks);
  if (ordered) sums.add(ordered.amplitude);
  return {
    frames: ordered ? heldFrames(ordered.amplitude, patchSize) : await openFrames(file.path, layout, options),
    statistics: sums.statistics,
    warnings: [...ordered?.warnings ?? [], ...numbers, ...sums.warnings(key, bad.length > 0)],
  };
}

// --- internal ---

const MEBIBYTE = 2 ** 20;

/** Whether all images are held: where there is room, or where they cannot be read one by one. */
function holdsAll(layout: ScanLayout, { frameCache }: ReadPatternsOptions, { seekable }: ArrayStorage): boolean {
  const { count, patchSize, patternsLast } = layout;
  // Of a cube it is known at the end alone along which axis its patterns lie.
  if (!seekable || patternsLast || count === patchSize) return true;
  return frameCache === null || imageBytes(layout) <= frameCache * MEBIBYTE;
}

/** Memory for all images, or a sentence where there is not so much. */
function holdAll(layout: ScanLayout, { seekable }: ArrayStorage, place: string): Float32Array {
  const { count, patchSize, patternsLast } = layout;
  const remedy = seekable && !patternsLast
    ? "with a frameCache of fewer MiB (--frame-cache) they are read from the file as they are needed"
    : "exitwave import writes a scan that is read as it is needed";
  requireMemory(imageBytes(layout), place, `${count} patterns of ${patchSize} × ${patchSize} px`, remedy);
  return sharedFloats(count * patchSize * patchSize);
}

function imageBytes({ count, patchSize }: ScanLayout): number {
  return Float32Array.BYTES_PER_ELEMENT * count * patchSize * patchSize;
}

function openFrames(
  path: string,
  { key, count, patchSize }: ScanLayout,
  { measurement, masks, frameCache, version }: ReadPatternsOptions,
): Promise<FileFrames> {
  const cacheBytes = (frameCache ?? 0) * MEBIBYTE;
  return FileFrames.open({ path, version, key, count, patchSize, measurement, cacheBytes }, masks);
}

function amplitudesOf(values: RealData, measurement: Measurement): Float32Array {
  const amplitudes = new Float32Array(values.length);
  toAmplitudes(values, measurement, amplitudes);
  return amplitudes;
}

/** Some values as they lie in the file, with 0 in masked pixels, which nothing that is counted looks at. */
function withoutMasked(
  data: RealData,
  { masks, layout, offset }: { readonly masks: Masks; readonly layout: ScanLayout; readonly offset: number },
): RealData {
  const { count, patchSize, patternsLast } = layout;
  const pixels = patchSize * patchSize;
  const clean = data.slice();
  for (let i = 0, at = offset; i < clean.length; i++, at++) {
    const image = patternsLast ? at % count : Math.floor(at / pixels);
    const pixel = patternsLast ? Math.floor(at / count) : at % pixels;
    if (isMasked(masks, image, pixel)) clean[i] = 0;
  }
  return clean;
}

interface PixelTarget {
  readonly patterns: Float32Array;
  /** Position of the first value in the (N, N, M) array. */
  readonly offset: number;
  readonly count: number;
}

function scatterPixels(values: ArrayLike<number>, { patterns, offset, count }: PixelTarget): void {
  const pixels = patterns.length / count;
  for (let i = 0; i < values.length; i++) {
    const pattern = (offset + i) % count;
    patterns[pattern * pixels + (offset + i - pattern) / count] = values[i] ?? 0;
  }
}

interface OrderedPatterns {
  readonly amplitude: Float32Array;
  readonly warnings: readonly string[];
}

/** Decides, for a cube, along which axis the patterns lie. */
function inOrder(
  amplitude: Float32Array,
  { key, count, patchSize }: ScanLayout,
  masks: Masks | null,
): OrderedPatterns {
  // Who wrote a mask wrote (M, N, N).
  if (count !== patchSize || masks) return { amplitude, warnings: [] };
  const last = patternsLieLast(amplitude, patchSize);
  if (last === false) return { amplitude, warnings: [] };
  const cube =
    `${key} is a cube of ${count} × ${count} × ${count}, in which patterns may lie along the first or the last axis`;
  const remedy = "write them as (M, N, N), numpy.moveaxis(patterns, -1, 0), with M other than N to be sure";
  if (last === null) return { amplitude, warnings: [`${cube}: the first is taken; if it is the last, ${remedy}`] };
  return {
    amplitude: patternsFirst(amplitude, patchSize),
    warnings: [`${cube}: by their light it is the last, and that is taken; ${remedy}`],
  };
}

/** What is gathered of amplitudes, pattern by pattern. */
class PatternSums {
  readonly #gatherer: StatisticsGatherer;
  readonly #intensity: Float64Array;
  readonly #masks: Masks | null;
  #done = 0;

  constructor({ count, patchSize }: ScanLayout, masks: Masks | null) {
    this.#masks = masks;
    this.#gatherer = new StatisticsGatherer(count, patchSize);
    this.#intensity = new Float64Array(patchSize * patchSize);
  }

  /** Adds the next patterns. */
  add(amplitude: Float32Array): void {
    const pixels = this.#intensity.length;
    for (let at = 0; at < amplitude.length; at += pixels) {
      const image = amplitude.subarray(at, at + pixels);
      const mask = frameMask(this.#masks, this.#done++);
      this.#gatherer.add(image, mask);
      addIntensity(image, this.#intensity, mask);
    }
  }

  get statistics(): PatternStatistics {
    return this.#gatherer.statistics;
  }

  /** Bad pixels outshine the beam: where it is can be said once they are gone. */
  warnings(key: string, bad: boolean): string[] {
    const { energies, patchSize, validPixels } = this.statistics;
    return [
      ...(bad ? [] : beamWarnings(key, this.#intensity, patchSize)),
      ...darkWarnings(key, darkPatterns(energies), validPixels),
    ];
  }
}
