/**
 * Mean, deviation, extremes and saturated share of one head's patches, gathered patch by patch in an amount of memory
 * that does not grow with their number.
 *
 * @module
 */
import type { Saturation } from "../../model/network/network.ts";

/** Of one patch, or of all: the pixels of the central squares. */
export interface PatchPart {
  /** Mean. */
  readonly mean: number;
  /** Standard deviation. */
  readonly std: number;
  /** Least value. */
  readonly min: number;
  /** Greatest value. */
  readonly max: number;
  /** Share of pixels at the lower bound of the activation, from 0 to 1; null where it has none. */
  readonly saturatedLow: number | null;
  /** Share of pixels at the upper bound of the activation, from 0 to 1; null where it has none. */
  readonly saturatedHigh: number | null;
}

/** What is known of one head over all patches; radians for the phase. */
export interface HeadStatistics extends PatchPart {
  /** Root mean square over the patches of the standard deviation within the patch: 0 for flat patches. */
  readonly stdWithinPatches: number;
  /** Root mean square over the pixels of the standard deviation from patch to patch: 0 if all patches are alike. */
  readonly stdBetweenPatches: number;
}

/** Statistics of both heads. */
export type Heads = Readonly<Record<"amplitude" | "phase", HeadStatistics>>;

/** Sums over the patches of one head. */
export class PatchMoments {
  readonly #patchSize: number;
  readonly #saturation: Saturation;
  /** Mean of each pixel of the central square from patch to patch, and its squared deviations, by Welford's method. */
  readonly #pixelMean: Float64Array;
  readonly #pixelSquares: Float64Array;
  #count = 0;
  #varianceSum = 0;
  #all: PatchPart;

  /**
   * @param patchSize Side N of a patch.
   * @param saturation Where the head saturates.
   */
  constructor(patchSize: number, saturation: Saturation) {
    this.#patchSize = patchSize;
    this.#saturation = saturation;
    const { low, high } = saturation;
    const shares = { saturatedLow: low === null ? null : 0, saturatedHigh: high === null ? null : 0 };
    this.#all = { mean: 0, std: 0, min: Infinity, max: -Infinity, ...shares };
    this.#pixelMean = new Float64Array(patchSize ** 2 / 4);
    this.#pixelSquares = new Float64Array(patchSize ** 2 / 4);
  }

  /**
   * Adds a patch.
   *
   * @param patches (B, N, N) values.
   * @param index Number of the patch among them.
   * @returns What the patch is like.
   */
  add(patches: Float32Array, index: number): PatchPart {
    const values = centralSquare(patches.subarray(index * this.#patchSize ** 2), this.#patchSize);
    const part = partOf(values, this.#saturation);
    this.addPart(part);
    for (let p = 0; p < values.length; p++) {
      const value = values[p] ?? NaN;
      const before = value - (this.#pixelMean[p] ?? 0);
      const mean = (this.#pixelMean[p] ?? 0) + before / this.#count;
      this.#pixelMean[p] = mean;
      this.#pixelSquares[p] = (this.#pixelSquares[p] ?? 0) + before * (value - mean);
    }
    return part;
  }

  /**
   * Adds a patch that was looked at elsewhere; its pixels come with those of all others at the end.
   *
   * @param part What it is like.
   */
  addPart(part: PatchPart): void {
    this.#count++;
    this.#varianceSum += part.std ** 2;
    this.#all = merge(this.#all, part, 1 / this.#count);
  }

  /**
   * Takes what pixels are like from patch to patch, of all patches that were looked at elsewhere.
   *
   * @param squares Squared deviations of each pixel of the central square.
   */
  takePixels(squares: ArrayLike<number>): void {
    this.#pixelSquares.set(squares);
  }

  /** All patches so far. */
  statistics(): HeadStatistics {
    const squares = this.#pixelSquares.reduce((sum, value) => sum + value, 0);
    return {
      ...this.#all,
      stdWithinPatches: Math.sqrt(this.#varianceSum / this.#count),
      stdBetweenPatches: Math.sqrt(squares / this.#pixelSquares.length / this.#count),
    };
  }
}

/** How much patches differ from each other, over how much there is to see in each. */
export function varietyOf({ stdWithinPatches, stdBetweenPatches }: HeadStatistics): number {
  return stdBetweenPatches / Math.max(stdWithinPatches, Number.MIN_VALUE);
}

/**
 * Whether a head paints the same patch whatever the pattern. A good network's patches differ by about as much as there is
 * to see in each ({@link varietyOf} is 0.7 to 1 on a Siemens star), a collapsed one's by some hundredths of it.
 */
export function isAlike(statistics: HeadStatistics): boolean {
  return statistics.stdBetweenPatches ** 2 <= LEAST_VARIANCE || varietyOf(statistics) < LEAST_VARIETY;
}

/** Whether there is nothing to see within patches. */
export function isFlat({ stdWithinPatches }: HeadStatistics): boolean {
  return stdWithinPatches ** 2 <= LEAST_VARIANCE;
}

/** Share of the pixels that are at a bound of the activation; 0 where it has none. */
export function saturatedShare({ saturatedLow, saturatedHigh }: HeadStatistics): number {
  return (saturatedLow ?? 0) + (saturatedHigh ?? 0);
}

// --- internal ---

/** A variance of at most this is none; PtychoPINN's gate for a trained network. */
const LEAST_VARIANCE = 1e-6;

const LEAST_VARIETY = 0.1;

function centralSquare(patch: Float32Array, patchSize: number): Float64Array {
  const side = patchSize / 2;
  const margin = patchSize / 4;
  const values = new Float64Array(side * side);
  for (let i = 0; i < side; i++) {
    const from = (margin + i) * patchSize + margin;
    values.set(patch.subarray(from, from + side), i * side);
  }
  return values;
}

function partOf(values: Float64Array, { low, high }: Saturation): PatchPart {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const share = (holds: (value: number) => boolean): number =>
    values.reduce((count, value) => count + Number(holds(value)), 0) / values.length;
  return {
    mean,
    std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
    min: values.reduce((least, value) => Math.min(least, value), Infinity),
    max: values.reduce((greatest, value) => Math.max(greatest, value), -Infinity),
    saturatedLow: low === null ? null : share((value) => value <= low),
    saturatedHigh: high === null ? null : share((value) => value >= high),
  };
}

/** `all` with a further patch, whose pixels are the given share of those of both. */
function merge(all: PatchPart, part: PatchPart, share: number): PatchPart {
  const mixed = (a: number, b: number): number => a + share * (b - a);
  const shares = (a: number | null, b: number | null): number | null => a === null || b === null ? null : mixed(a, b);
  const variance = mixed(all.std ** 2, part.std ** 2) + share * (1 - share) * (part.mean - all.mean) ** 2;
  return {
    mean: mixed(all.mean, part.mean),
    std: Math.sqrt(variance),
    min: Math.min(all.min, part.min),
    max: Math.max(all.max, part.max),
    saturatedLow: shares(all.saturatedLow, part.saturatedLow),
    saturatedHigh: shares(all.saturatedHigh, part.saturatedHigh),
  };
}
