/**
 * Numbers that tell whether a network has collapsed or saturates: of each patch, and of all together. They are of the
 * central N/2 × N/2 pixels, which the activations of the heads paint; patches pass by and are not kept.
 *
 * A network collapses in two ways. It paints flat patches: then the deviation within patches is next to nothing. Or it
 * paints the same patch whatever the pattern: then the deviation between patches is.
 *
 * @module
 */
import type { SciencePayload } from "../../config/payload.ts";
import type { Network, Saturation } from "../../model/network/network.ts";
import { type HeadStatistics, isAlike, isFlat, PatchMoments, saturatedShare } from "../findings/patch_moments.ts";
import { MOST_SATURATED } from "../findings/saturated_head.ts";
import type { PredictedPatches } from "../patches/predict_patches.ts";
import type { PatchPositions } from "../patches/stitch.ts";

/** `patch_stats.json`, but for where the patches come from. */
export interface PatchReport {
  /** Patches that were looked at. */
  readonly patches: number;
  /** Batches in which they came. */
  readonly batches: number;
  /** Side of the central square of a patch that was looked at, in pixels. */
  readonly side: number;
  /**
   * Activation of the amplitude head; where it has no bound, the share of saturated pixels is null. Null where there is no
   * such head: `model.outputMode` real_imag paints real and imaginary part.
   */
  readonly ampActivation: SciencePayload["model"]["ampActivation"] | null;
  /** What is amiss, in sentences; empty if nothing is. */
  readonly findings: readonly string[];
  /** The amplitude head. */
  readonly amplitude: HeadStatistics;
  /** The phase head. */
  readonly phase: HeadStatistics;
  /** Names of the columns of `rows`. */
  readonly columns: readonly string[];
  /** A row for each patch. */
  readonly rows: readonly (readonly (number | null)[])[];
}

/** Which patches are looked at, and where their values saturate. */
export interface PatchStatisticsOptions {
  /** Side N of a patch, in pixels. */
  readonly patchSize: number;
  /** Patches C of a sample. */
  readonly channels: number;
  /** Batches to look at, from the first on; null for all. */
  readonly limit: number | null;
  /** Activation of the amplitude head; null where there is no such head. */
  readonly ampActivation: PatchReport["ampActivation"];
  /** Where the heads of the network are saturated. */
  readonly saturation: Network["saturation"];
}

/** Gathers the statistics of patches that come in batches. */
export class PatchStatistics {
  readonly #positions: PatchPositions;
  readonly #channels: number;
  readonly #limit: number;
  readonly #side: number;
  readonly #ampActivation: PatchReport["ampActivation"];
  readonly #heads: Readonly<Record<"amplitude" | "phase", PatchMoments>>;
  readonly #rows: (number | null)[][] = [];
  #batches = 0;

  /** @param positions Centres of all patches, in their order. */
  constructor(positions: PatchPositions, options: PatchStatisticsOptions) {
    const { patchSize, channels, limit, ampActivation, saturation } = options;
    this.#positions = positions;
    this.#channels = channels;
    this.#limit = limit ?? Infinity;
    this.#side = patchSize / 2;
    this.#ampActivation = ampActivation;
    const moments = (head: Saturation): PatchMoments => new PatchMoments(patchSize, head);
    this.#heads = { amplitude: moments(saturation.amp), phase: moments(saturation.phase) };
  }

  /** Looks at the next batch, unless the limit is reached. */
  add({ first, size, amp, phase }: PredictedPatches): void {
    if (this.#batches === this.#limit) return;
    this.#batches++;
    for (let b = 0; b < size; b++) {
      const parts = [this.#heads.amplitude.add(amp, b), this.#heads.phase.add(phase, b)];
      const { x, y } = this.#positions;
      const place = [Math.floor((first + b) / this.#channels), x[first + b] ?? NaN, y[first + b] ?? NaN];
      this.#rows.push([...place, ...parts.flatMap((part) => PARTS.map((name) => part[name]))]);
    }
  }

  /** The statistics so far. */
  report(): PatchReport {
    const heads = { amplitude: this.#heads.amplitude.statistics(), phase: this.#heads.phase.statistics() };
    const columns = ["amplitude", "phase"].flatMap((head) => PARTS.map((name) => head + capital(name)));
    return {
      patches: this.#rows.length,
      batches: this.#batches,
      side: this.#side,
      ampActivation: this.#ampActivation,
      findings: Object.entries(heads).flatMap(([head, statistics]) => findings(head, statistics, this.#rows.length)),
      ...heads,
      columns: ["sample", "x", "y", ...columns],
      rows: this.#rows,
    };
  }
}

// --- internal ---

const PARTS = ["mean", "std", "min", "max", "saturatedLow", "saturatedHigh"] as const;

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function findings(head: string, statistics: HeadStatistics, patches: number): string[] {
  const { stdWithinPatches, stdBetweenPatches } = statistics;
  const [saturated, flat] = [saturatedShare(statistics), isFlat(statistics)];
  const alike = patches > 1 && isAlike(statistics);
  return [
    ...(flat ? [`the ${head} is flat: its deviation within patches is ${stdWithinPatches.toPrecision(3)}`] : []),
    ...(alike
      ? [
        `the ${head} is the same in all patches: its deviation from patch to patch is ` +
        `${stdBetweenPatches.toPrecision(3)}, and ${stdWithinPatches.toPrecision(3)} within patches`,
      ]
      : []),
    ...(saturated >= MOST_SATURATED ? [`the ${head} is saturated in ${(100 * saturated).toFixed(1)} % of pixels`] : []),
  ];
}
