/**
 * Samples: the chosen patterns of a scan with everything that training and inference need beside them.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { darkPatterns } from "./checks/dark_patterns.ts";
import { requirePatchSize } from "./checks/patch_size.ts";
import type { ComplexImage } from "./complex_image.ts";
import { objectPixelOf, type PixelSize } from "./experiment.ts";
import { sharedFloats } from "./arrays/shared_floats.ts";
import { fillImages } from "./frames/fill_masked.ts";
import { heldFrames } from "./frames/frames.ts";
import { type InputContrast, inputContrast } from "./frames/input_contrast.ts";
import { type Masks, masksOf, validShares } from "./frames/masks.ts";
import { type PatternStatistics, patternStatistics, takeStatistics } from "./frames/pattern_statistics.ts";
import { cutLabels, labelSource, needsLabels, unknownPatches } from "./labels.ts";
import type { Patterns } from "./patterns.ts";
import { range } from "./random/random.ts";
import {
  inputScaleOfEach,
  meanInputEnergy,
  normalizeProbe,
  probeMask,
  type SampleScales,
  sampleScales,
  usedModes,
} from "./scaling.ts";
import type { OpenScan, Scan, ScanDescription } from "./scan.ts";
import { formGroups } from "./groups/form_groups.ts";
import { groupSize, type GroupSource } from "./groups/group_source.ts";
import { groupCentres } from "./groups/group_centres.ts";
import type { Positions } from "./positions.ts";
import { selectPatterns } from "./select.ts";
import { takeRows } from "./arrays/take_rows.ts";

/** What a network is trained on or applied to: samples of C patterns each. */
export interface Samples {
  /** Samples. */
  readonly count: number;
  /** Side N in pixels. */
  readonly patchSize: number;
  /** Patterns C of a sample. */
  readonly channels: number;
  /** What they are made of. */
  readonly patterns: Patterns;
  /** (count, C) numbers of each sample's patterns. */
  readonly members: Int32Array;
  /** (count, C, 2) columns and rows of the members' patch centres relative to the sample's, in object pixels. */
  readonly offsets: Float32Array;
  /** Columns of the samples' centres in object pixels. */
  readonly x: Float64Array;
  /** Rows of the samples' centres in object pixels. */
  readonly y: Float64Array;
  /** (count) multiplies the network's input, and divides the predicted amplitude. */
  readonly inputScale: Float32Array;
  /** (count) multiplies prediction and observation before the loss. */
  readonly physicsScale: Float32Array;
  /** What the network is shown instead of patterns that hardly differ; absent where it sees them as they are. */
  readonly contrast?: InputContrast;
  /** Scales of the whole set: `reference` of other sets that are to be scaled alike. */
  readonly scales: SampleScales;
  /**
   * Modes of the probe, N × N each, orthogonal and the strongest first, normalised as the model takes them: the model
   * applies the mask and divides by probeScale once more.
   */
  readonly probe: readonly ComplexImage[];
  /** N × N, all ones where `data.probeMask` is off. */
  readonly probeMask: Float32Array;
  /** Height and width of an object pixel in metres; left out where they are not known. */
  readonly pixelSize?: PixelSize;
  /** What the user should know of how they were chosen, one sentence each. */
  readonly warnings: readonly string[];
  /**
   * The scans that they are of; scales, probe, its mask, and the size of a pixel are those of the first.
   *
   * @default they are of one scan
   */
  readonly scans?: JoinedScans;
}

/** Scans whose samples were joined. */
export interface JoinedScans {
  /** All samples of each scan. */
  readonly parts: readonly Samples[];
  /** (count) number of the scan of each sample. */
  readonly of: Int32Array;
}

/** How to prepare samples. */
export interface PrepareSamplesOptions {
  /** Seed of the choice of patterns, unless `data.subsampleSeed` is given. */
  readonly seed: number;
  /**
   * Scales taken over from a training, the others being of the scan itself; a contrast of 1 where they have none. With
   * `data.normalize` "group" each sample still has an input scale of its own.
   */
  readonly reference?: Partial<SampleScales>;
  /**
   * Take all the patterns there are where `data.groups` or `data.subsample` want more.
   *
   * @default {false}
   */
  readonly fewer?: boolean;
  /**
   * Form a group around every pattern, also around one that lies far from the others, as an image of all of the scan
   * needs it; see {@link Samples.warnings}.
   *
   * @default {false}
   */
  readonly everyPattern?: boolean;
  /**
   * They will be joined with samples of other scans: labels are not cut before.
   *
   * @default {false}
   */
  readonly joined?: boolean;
}

/**
 * Chooses and scales the patterns of a scan, those without light or, where it is needed, a known patch aside, forms groups
 * of them, normalises the probe, and cuts labels where the model learns from them. The patterns are not copied: the samples use
 * those of the scan.
 *
 * @param scan The scan.
 * @param payload The `data` and `model` sections.
 * @param options Seed, and the scales to use.
 * @returns The samples.
 * @throws {RangeError} If patch sizes differ, too few patterns or modes are there, or patterns are too far apart for
 * groups.
 * @throws {Error} If labels are needed and the scan has no object.
 * @example
 * ```ts
 * import { createTrainingPayload, data, model, prepareSamples, simulateScan, training } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const scan = simulateScan({ patchSize: 64, patterns: 9, photons: 1e4 });
 * const payload = createTrainingPayload({ data: data().scan("scan.npz"), model: model().pinn(), training: training() });
 * const samples = prepareSamples(scan, payload, { seed: 1 });
 * assertEquals([samples.count, samples.scales.physicsScale], [9, 1]);
 * ```
 */
export function prepareSamples(
  scan: Scan | OpenScan,
  payload: SciencePayload,
  options: PrepareSamplesOptions,
): Samples {
  const config = payload.data;
  requirePatchSize(scan.patchSize, config.patchSize, scan.path);
  const { patterns, statistics, members, contrast, warnings } = choosePatterns(scan, payload, options);
  const { patchSize } = patterns;
  const channels = groupSize(config);
  const { x, y, offsets } = groupCentres(patterns, { members, channels });
  const count = x.length;
  const scales = { ...sampleScales(statistics, config), contrast: contrast?.gain ?? 1, ...options.reference };
  const groups = { members, channels };
  const inputScale = config.normalize === "group"
    ? inputScaleOfEach(statistics, groups, config)
    : new Float32Array(count).fill(scales.inputScale);
  const mask = probeMask(patchSize, config);
  const inputEnergy = meanInputEnergy(statistics, { ...groups, inputScale }, config);
  const pixelSize = objectPixelOf(scan.experiment, patchSize);
  return {
    ...{ count, patchSize, patterns, channels, members, offsets, x, y, warnings },
    inputScale,
    physicsScale: new Float32Array(count).fill(scales.physicsScale),
    ...(contrast && { contrast }),
    scales,
    probe: normalizeProbe(usedModes(scan, config), {
      ...{ config, mask, inputEnergy },
      validShares: validShares(patterns.masks, patterns.numbers),
    }),
    probeMask: mask,
    ...(pixelSize && { pixelSize }),
  };
}

/** Patch centres of all members, (count, C): where the patches lie that a network paints for the samples. */
export function memberPositions({ members, patterns }: Samples): Positions {
  const at = (axis: Float64Array): Float64Array => Float64Array.from(members, (member) => axis[member] ?? NaN);
  return { x: at(patterns.x), y: at(patterns.y) };
}

// --- internal ---

/** The chosen patterns, their numbers, and the groups that they form. */
interface Chosen extends Pick<Samples, "patterns" | "members" | "warnings"> {
  readonly statistics: PatternStatistics;
  readonly contrast: InputContrast | null;
}

function choosePatterns(
  scan: Scan | OpenScan,
  { data, model }: SciencePayload,
  options: PrepareSamplesOptions,
): Chosen {
  const labelled = needsLabels(model);
  const { frames, masks, statistics: all } = imagesOf(scan);
  const dark = darkPatterns(all.energies);
  const unlabelled = labelled ? unknownPatches(scan) : new Int32Array();
  const { fewer = false, everyPattern = false } = options;
  const seed = data.subsampleSeed ?? options.seed;
  const { numbers, members, warnings } = formGroups(
    placesOf(scan, selectPatterns(scan, data, seed, { dark, unlabelled, fewer })),
    data,
    { seed, fewer, everyPattern },
  );
  const source = labelled ? labelSource(scan, numbers, data) : null;
  // Where images are not held, labels are not either: they are twice as large.
  const labels = source && frames.held && !options.joined ? cutLabels(source, range(numbers.length)) : null;
  const statistics = takeStatistics(all, numbers);
  const contrast = inputContrast(frames, {
    ...{ energies: all.energies, share: data.inputContrast },
    gain: options.reference && (options.reference.contrast ?? 1),
  });
  const patterns = {
    ...{ count: numbers.length, patchSize: scan.patchSize, frames, masks, numbers },
    brightness: statistics.means,
    validPixels: masks && !masks.shared ? statistics.validPixels : null,
    x: takeRows(scan.x, numbers, 1),
    y: takeRows(scan.y, numbers, 1),
    labelAmp: labels?.amp ?? null,
    labelPhase: labels?.phase ?? null,
    labelSource: labels ? null : source,
  };
  return { patterns, statistics, members, contrast, warnings };
}

/** What groups are formed of. */
function placesOf(scan: ScanDescription, numbers: Int32Array): GroupSource {
  const { path, patchSize, x, y } = scan;
  return { path, patchSize, numbers, x: takeRows(x, numbers, 1), y: takeRows(y, numbers, 1) };
}

/** Images and their numbers, which a scan that was opened brings along. */
function imagesOf(scan: Scan | OpenScan): Pick<OpenScan, "frames" | "masks" | "statistics"> {
  if (scan.amplitude === undefined) return scan;
  const { patchSize } = scan;
  const masks = scan.mask && masksOf(scan.mask, patchSize);
  const frames = heldFrames(masks ? filledImages(scan.amplitude, masks) : scan.amplitude, patchSize);
  return { frames, masks, statistics: patternStatistics(frames, masks) };
}

/** Images of which nobody knows what stands in their masked pixels, with values there that come of their neighbours. */
function filledImages(amplitude: Float32Array, masks: Masks): Float32Array {
  const filled = sharedFloats(amplitude.length);
  filled.set(amplitude);
  fillImages(filled, masks);
  return filled;
}
