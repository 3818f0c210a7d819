/**
 * The scales of PtychoPINN's data normalisation, which must never be mixed up: the *input scale* brings amplitudes to
 * what a network likes to see, the *physics scale* puts prediction and observation in photon counts for the loss, and
 * the *probe scale* fixes the size of the probe.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { CentredFft2 } from "./arrays/fft.ts";
import { orthogonalModes } from "./arrays/orthogonal_modes.ts";
import type { ComplexImage } from "./complex_image.ts";
import { softDisk } from "./disk.ts";
import type { PatternStatistics } from "./frames/pattern_statistics.ts";
import { probeModesOf, type ScanDescription } from "./scan.ts";

/** Scales of a set of patterns. Those of the training set also serve validation and inference. */
export interface SampleScales {
  /** Multiplies amplitudes to make the network's input. */
  readonly inputScale: number;
  /** Multiplies amplitudes to make them square roots of photon counts. */
  readonly physicsScale: number;
  /**
   * Multiplies what differs between patterns in the network's input.
   *
   * @default {1}
   */
  readonly contrast?: number | undefined;
}

/**
 * Scales of a whole set. `parseval`: √((N/2)² / mean Σx²), by which a mean pattern has the energy of a central square of
 * amplitude 1. `max`: 1 / greatest amplitude. The physics scale is √(photons / mean Σx²), 1 where photons are not known.
 *
 * @param patterns The set; not all zero.
 * @param config The `data` section.
 */
export function sampleScales(patterns: PatternStatistics, config: SciencePayload["data"]): SampleScales {
  const { energies, greatest, patchSize } = patterns;
  const meanEnergy = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
  const parseval = config.dataScaling === "parseval";
  return {
    inputScale: parseval ? parsevalScale(meanEnergy, patchSize) : 1 / greatest.reduce((a, b) => Math.max(a, b), 0),
    physicsScale: config.photons === null ? 1 : Math.sqrt(config.photons / meanEnergy),
  };
}

/** Which patterns each sample is made of. */
export interface SampleMembers {
  /** (count, C) numbers of the patterns. */
  readonly members: Int32Array;
  /** Patterns C of a sample. */
  readonly channels: number;
}

/**
 * Input scale of each sample by itself, by the same formulas over its patterns.
 *
 * @throws {RangeError} If all patterns of a sample are zero everywhere, and it therefore has no scale.
 */
export function inputScaleOfEach(
  patterns: PatternStatistics,
  { members, channels }: SampleMembers,
  config: SciencePayload["data"],
): Float32Array {
  return Float32Array.from({ length: members.length / channels }, (_, sample) => {
    const own = members.subarray(sample * channels, (sample + 1) * channels);
    const energy = own.reduce((sum, member) => sum + (patterns.energies[member] ?? NaN), 0) / channels;
    if (energy === 0) {
      throw new RangeError(
        `Cannot scale sample ${sample} by itself as it is zero everywhere: leave it out, or set data.normalize to "batch"`,
      );
    }
    if (config.dataScaling === "parseval") return parsevalScale(energy, patterns.patchSize);
    return 1 / own.reduce((most, member) => Math.max(most, patterns.greatest[member] ?? NaN), 0);
  });
}

/**
 * Support of the probe, N × N with a maximum of 1: a soft disk of half the patch, unless the configuration says
 * otherwise; all ones where `data.probeMask` is off.
 */
export function probeMask(patchSize: number, config: SciencePayload["data"]): Float32Array {
  if (!config.probeMask) return new Float32Array(patchSize * patchSize).fill(1);
  const diameter = config.probeMaskDiameter ?? patchSize / 2;
  return softDisk(patchSize, { diameter, sigma: config.probeMaskSigma }).data;
}

/**
 * Mean energy Σ(x·r)² of the network's input: (N/2)² by definition with `parseval`; with `max` it is what the patterns
 * have.
 *
 * @param patterns The set.
 * @param samples Members of each sample, and (count) its r.
 * @param config The `data` section.
 */
export function meanInputEnergy(
  patterns: PatternStatistics,
  { members, channels, inputScale }: SampleMembers & { readonly inputScale: Float32Array },
  config: SciencePayload["data"],
): number {
  if (config.dataScaling === "parseval") return (patterns.patchSize / 2) ** 2;
  const scaleOf = (place: number): number => inputScale[Math.floor(place / channels)] ?? NaN;
  const energyOf = (member: number): number => patterns.energies[member] ?? NaN;
  return members.reduce((sum, member, place) => sum + energyOf(member) * scaleOf(place) ** 2, 0) / members.length;
}

/**
 * The modes of a scan's probe that are used: orthogonal, the strongest first.
 *
 * @param scan The scan.
 * @param config The `data` section; its `probeModes` says how many.
 * @throws {RangeError} If there are fewer.
 */
export function usedModes(scan: ScanDescription, config: SciencePayload["data"]): readonly ComplexImage[] {
  const count = config.probeModes;
  const modes = orthogonalModes(probeModesOf(scan));
  if (count !== null && count > modes.length) {
    throw new RangeError(
      `Cannot prepare samples of ${scan.path} as its probe has fewer modes than data.probeModes asks for: ` +
        `current value is ${count} of ${modes.length}; null takes all`,
    );
  }
  return modes.slice(0, count ?? modes.length);
}

/** How a probe is normalised. */
export interface NormalizeProbeOptions {
  /** Of the `data` section, what its size depends on. */
  readonly config: Pick<SciencePayload["data"], "probeNormalize" | "probeScale">;
  /** Support of the probe, N × N. */
  readonly mask: Float32Array;
  /** What {@link meanInputEnergy} gives for the patterns that the probe made. */
  readonly inputEnergy: number;
  /** In what share of these patterns each pixel of the detector is valid, N × N; null where all are. */
  readonly validShares: Float64Array | null;
}

/**
 * Gives a probe the size that `data.probeNormalize` asks for: "energy" makes the patterns of an object of amplitude 1 as
 * bright, on average, as the measured ones, Σ |mask · probe / probeScale|² = inputEnergy; true divides by probeScale ·
 * mean |mask · probe|, the mean over all pixels, as PtychoPINN does; false leaves it as it is. |probe|² is that of all
 * modes together. The mask is not applied: the model does that, and divides by probeScale.
 *
 * Where pixels of the detector are masked, "energy" counts what the probe sends to the valid ones: Σ of validShares ·
 * |F{mask · probe / probeScale}|² over the detector = inputEnergy.
 *
 * @param modes Modes of the probe, N × N each.
 * @param options What its size depends on.
 * @returns The modes, all multiplied by one factor.
 * @throws {RangeError} If the mask leaves nothing of the probe, or the valid pixels get nothing of its light.
 */
export function normalizeProbe(
  modes: readonly ComplexImage[],
  options: NormalizeProbeOptions,
): readonly ComplexImage[] {
  const { config, mask, inputEnergy, validShares } = options;
  if (!config.probeNormalize) return modes;
  const byEnergy = config.probeNormalize === "energy";
  let sum = 0;
  mask.forEach((weight, i) => {
    const modulus = weight * Math.hypot(...modes.flatMap(({ re, im }) => [re[i] ?? 0, im[i] ?? 0]));
    sum += byEnergy ? modulus ** 2 : modulus;
  });
  if (sum === 0) throw new RangeError("Cannot normalise the probe as it is zero wherever the probe mask is not");
  const seen = byEnergy && validShares ? seenEnergy(modes, mask, validShares) : sum;
  if (!(seen > LEAST_SEEN * sum)) {
    throw new RangeError(
      "Cannot normalise the probe as all its light falls on masked pixels: unmask some of the direct beam, or set " +
        `data.probeNormalize to false: current value is "${config.probeNormalize}"`,
    );
  }
  const factor = byEnergy ? config.probeScale * Math.sqrt(inputEnergy / seen) : mask.length / (config.probeScale * sum);
  const scaled = (part: Float32Array): Float32Array => part.map((value) => value * factor);
  return modes.map((mode) => ({ ...mode, re: scaled(mode.re), im: scaled(mode.im) }));
}

/** A scan that was trained on. */
export interface TrainedScales {
  /** Its scales by name; null where they are not known. */
  readonly scales: Partial<SampleScales> | null;
}

/**
 * Scales that a scan takes over from the training. One that was trained on has those that it had there, whichever of its
 * patterns are taken now. Another one is scaled by itself, as its exposure is its own; but what a network of one scan paints
 * of a weak object is proportional to the contrast that it was shown, so that it is shown others by the same.
 *
 * @param scans The scans of the training.
 * @param number Number of the scan among them; null for another one.
 * @returns Null where all are its own, as where nothing is known of the training.
 */
export function referenceScales(
  scans: readonly TrainedScales[],
  number: number | null,
): Partial<SampleScales> | null {
  const { inputScale, physicsScale, contrast = 1 } = scans[number ?? NaN]?.scales ?? {};
  if (inputScale !== undefined && physicsScale !== undefined) return { inputScale, physicsScale, contrast };
  const [only, ...others] = scans;
  return only?.scales && others.length === 0 ? { contrast: only.scales.contrast ?? 1 } : null;
}

// --- internal ---

/** A share of the probe's light that is lost in the rounding of its transform. */
const LEAST_SEEN = 1e-12;

/** What valid pixels get of the probe's light on the detector. */
function seenEnergy(modes: readonly ComplexImage[], mask: Float32Array, validShares: Float64Array): number {
  return modes.reduce((energy, { height, re, im }) => {
    const field = {
      re: Float64Array.from(re, (value, i) => value * (mask[i] ?? 0)),
      im: Float64Array.from(im, (value, i) => value * (mask[i] ?? 0)),
    };
    new CentredFft2(height).transform(field);
    return validShares.reduce(
      (sum, share, k) => sum + share * ((field.re[k] ?? 0) ** 2 + (field.im[k] ?? 0) ** 2),
      energy,
    );
  }, 0);
}

function parsevalScale(energy: number, patchSize: number): number {
  return Math.sqrt((patchSize / 2) ** 2 / energy);
}
