/**
 * What an image says of itself where nobody knows the truth. A network that learned nothing paints the same patch
 * whatever the pattern; and patches that were painted from wrong data, or laid in wrong places, contradict each other
 * where they overlap, so that their mean is paler than they are.
 *
 * @module
 */
import { memberPositions, type Samples } from "../../data/samples.ts";
import type { Network, Saturation } from "../../model/network/network.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { DeviceMoments, type DeviceMomentsOptions, type SeenPatch } from "../patches/device_moments.ts";
import type { PredictedPatches } from "../patches/predict_patches.ts";
import type { ReconstructSamplesObserver } from "../patches/reconstruct_samples.ts";
import type { PatchPositions } from "../patches/stitch.ts";
import { alikePatches } from "../findings/alike_patches.ts";
import { contradictingPatches } from "../findings/contradicting_patches.ts";
import { type Finding, findingText } from "../findings/finding.ts";
import { type Heads, PatchMoments, type PatchPart, varietyOf } from "../findings/patch_moments.ts";

/** The figures, and what is amiss. */
export interface ImageChecks {
  /** How much patches differ, over how much there is to see in each; near 0 if all are alike. */
  readonly variety: { readonly amplitude: number; readonly phase: number };
  /**
   * Contrast of the phase in the image over that in the patches it was stitched from, from 0 to about 1. Patches that
   * contradict each other blur each other away. Null where the patches are flat.
   */
  readonly agreement: number | null;
  /** What is amiss, one sentence each. */
  readonly doubts: readonly string[];
}

/** Gathers the figures from patches that come in batches. */
export class ImageCheck {
  readonly #positions: PatchPositions;
  readonly #patchSize: number;
  readonly #side: number;
  readonly #saturation: Network["saturation"];
  readonly #heads: Readonly<Record<"amplitude" | "phase", PatchMoments>>;
  #variance = 0;
  #patches = 0;

  /**
   * @param samples The samples that will be reconstructed.
   * @param crop Side of the square that is placed of each patch, in pixels; null for N/2. No more of a patch is compared
   *   with the image than was placed there.
   * @param saturation Where the heads saturate; nowhere by default.
   */
  constructor(samples: Samples, crop: number | null, saturation: Network["saturation"] = NO_BOUNDS) {
    this.#positions = memberPositions(samples);
    this.#patchSize = samples.patchSize;
    this.#side = Math.min(crop ?? Infinity, samples.patchSize / 2);
    this.#saturation = saturation;
    const moments = (head: Saturation): PatchMoments => new PatchMoments(samples.patchSize, head);
    this.#heads = { amplitude: moments(saturation.amp), phase: moments(saturation.phase) };
  }

  /** Looks on, on a GPU where patches are painted. */
  get observer(): ReconstructSamplesObserver {
    return { onPatches: (patches) => this.add(patches), taker: () => DeviceMoments.of(this.#deviceOptions()) };
  }

  /** Looks at the next batch. */
  add({ size, amp, phase }: PredictedPatches): void {
    const [side, margin] = [this.#side, (this.#patchSize - this.#side) / 2];
    for (let b = 0; b < size; b++) {
      this.#heads.amplitude.add(amp, b);
      this.#heads.phase.add(phase, b);
      const from = b * this.#patchSize ** 2 + margin * (this.#patchSize + 1);
      const at = { from, rowLength: this.#patchSize, side };
      this.#variance += circularVariance(at, (p) => Math.cos(phase[p] ?? NaN), (p) => Math.sin(phase[p] ?? NaN));
    }
    this.#patches += size;
  }

  /** @param reconstruction What the patches were stitched to. */
  report(reconstruction: Reconstruction): ImageChecks {
    const heads = this.heads();
    const variety = { amplitude: varietyOf(heads.amplitude), phase: varietyOf(heads.phase) };
    const agreement = this.#variance > LEAST_CONTRAST ** 2 * this.#patches
      ? Math.sqrt(this.#stitchedVariance(reconstruction) / this.#variance)
      : null;
    const doubt = alikePatches(heads, this.#patches) ?? contradictingPatches(agreement);
    return { variety, agreement, doubts: doubt ? [findingText(doubt)] : [] };
  }

  /** Statistics of both heads so far. */
  heads(): Heads {
    return { amplitude: this.#heads.amplitude.statistics(), phase: this.#heads.phase.statistics() };
  }

  #deviceOptions(): DeviceMomentsOptions {
    const { amplitude, phase } = this.#heads;
    const pixels = (this.#patchSize / 2) ** 2;
    const part = ({ mean, variance, min, max, atBounds: [low, high] }: SeenPatch, bounds: Saturation): PatchPart => ({
      ...{ mean, std: Math.sqrt(variance), min, max },
      saturatedLow: bounds.low === null ? null : low / pixels,
      saturatedHigh: bounds.high === null ? null : high / pixels,
    });
    return {
      ...{ patchSize: this.#patchSize, side: this.#side, saturation: this.#saturation },
      onPatch: (amp, seen, variance) => {
        amplitude.addPart(part(amp, this.#saturation.amp));
        phase.addPart(part(seen, this.#saturation.phase));
        this.#variance += variance;
        this.#patches += 1;
      },
      onPixels: (ofAmplitudes, ofPhases) => {
        amplitude.takePixels(ofAmplitudes);
        phase.takePixels(ofPhases);
      },
    };
  }

  /** The variance of the image's phase, summed over the squares that the patches cover. */
  #stitchedVariance({ object: { width, height, re, im }, origin }: Reconstruction): number {
    const side = this.#side;
    const clamp = (at: number, most: number): number => Math.max(0, Math.min(Math.round(at), most));
    let sum = 0;
    for (let k = 0; k < this.#patches; k++) {
      const row = clamp((this.#positions.y[k] ?? NaN) - side / 2 - origin.y, height - side);
      const column = clamp((this.#positions.x[k] ?? NaN) - side / 2 - origin.x, width - side);
      const unit = (part: Float32Array) => (p: number): number =>
        (part[p] ?? NaN) / (Math.hypot(re[p] ?? NaN, im[p] ?? NaN) || 1);
      sum += circularVariance({ from: row * width + column, rowLength: width, side }, unit(re), unit(im));
    }
    return sum;
  }
}

/** The checks without their doubts where there is hardly any light, which is why the image is as it is. */
export function withoutDarkDoubts(checks: ImageChecks, findings: readonly Finding[]): ImageChecks {
  const isDark = findings.some(({ code, severity }) => code === "few-photons" && severity === "problem");
  return isDark ? { ...checks, doubts: [] } : checks;
}

// --- internal ---

const NO_BOUNDS = { amp: { low: null, high: null }, phase: { low: null, high: null } } as const;

/** Phases that deviate by less, in radians, have nothing to agree on. */
const LEAST_CONTRAST = 0.01;

/** A square of side² values in an image with rows of the given length. */
interface Square {
  readonly from: number;
  readonly rowLength: number;
  readonly side: number;
}

/** 1 − |mean of e^(i·phase)|²: for phases that deviate little, their variance; it knows no wrapping. */
function circularVariance(
  { from, rowLength, side }: Square,
  cosine: (p: number) => number,
  sine: (p: number) => number,
): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < side; i++) {
    for (let p = from + i * rowLength; p < from + i * rowLength + side; p++) {
      re += cosine(p);
      im += sine(p);
    }
  }
  return 1 - (re * re + im * im) / side ** 4;
}
