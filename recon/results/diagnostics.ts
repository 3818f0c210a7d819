/**
 * What tells whether a reconstruction explains what was measured: how far each pattern is from the one that the network's
 * patch and the probe predict, and the best, the median and the worst of them. Gathered while the object is reconstructed,
 * with a few numbers for each pattern; the three are predicted once more at the end.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import type { PixelSize } from "../../data/experiment.ts";
import { takeSamples } from "../../data/joining/take_samples.ts";
import { patternImage, patternMask } from "../../data/patterns.ts";
import type { Positions } from "../../data/positions.ts";
import type { Samples } from "../../data/samples.ts";
import type { Model } from "../../model/create_model.ts";
import type { PredictedPattern } from "../figures/prediction_figure.ts";
import type { Heads } from "../findings/patch_moments.ts";
import { DeviceResiduals } from "../patches/device_residuals.ts";
import type { PatchTaker } from "../patches/patch_taker.ts";
import { type PredictedPatches, predictPatches } from "../patches/predict_patches.ts";
import type { ReconstructSamplesObserver } from "../patches/reconstruct_samples.ts";
import { type MeanOfPatterns, MeanPattern } from "../../data/arrays/mean_pattern.ts";
import { SHOWN_NAMES } from "./shown_names.ts";

/** Numbers of each of P patterns that were reconstructed. */
export interface PatternNumbers {
  /** Patch centres in object pixels. */
  readonly positions: Positions;
  /** (P) number of each in the scan. */
  readonly numbers: Int32Array;
  /**
   * (P) residual Σ|A_measured − A_predicted| / Σ A_measured over the pixels that were measured; of a pattern that is in
   * several groups the mean, NaN of one that is in none.
   */
  readonly residuals: Float64Array;
  /** (P) Σ of the squared amplitudes that were measured. */
  readonly energies: Float64Array;
  /** (P) the greatest amplitude that was measured. */
  readonly greatest: Float64Array;
}

/** What is kept of a reconstruction beside the image. */
export interface Diagnostics {
  /** The patterns. */
  readonly patterns: PatternNumbers;
  /**
   * The patterns with the least, the median and the greatest residual; fewer where there are fewer. Amplitudes with DC in
   * the centre, NaN where a pixel was not measured. Of a pattern that is in several groups, as the first predicts it.
   */
  readonly shown: readonly PredictedPattern[];
  /** Mean intensity of the patterns, and which pixels were measured. */
  readonly mean: MeanOfPatterns;
  /** Modes of the probe, N × N, in the unit of the scan's file or as they were learned. */
  readonly probe: readonly ComplexImage[];
  /** Statistics of the patches that the network painted, how many there are, and their agreement; null of an engine's image. */
  readonly patches: { readonly heads: Heads; readonly count: number; readonly agreement: number | null } | null;
  /** Mean photons of a pattern, where the scan says; else null. */
  readonly photons: number | null;
  /** Height and width of an object pixel in metres; left out where they are not known. */
  readonly pixelSize?: PixelSize;
}

/** Compares predicted patterns with those that were measured; to be handed to `reconstructSamples`. */
export class PatternObserver implements ReconstructSamplesObserver {
  readonly diffraction = true;
  readonly #samples: Samples;
  readonly #sums: Float64Array;
  readonly #times: Int32Array;
  readonly #energies: Float64Array;
  /** Σ of the amplitudes that were measured. */
  readonly #light: Float64Array;
  readonly #greatest: Float64Array;
  readonly #mean: MeanPattern;

  /** @param samples The samples that will be reconstructed. */
  constructor(samples: Samples) {
    const { count } = samples.patterns;
    this.#samples = samples;
    this.#sums = new Float64Array(count);
    this.#times = new Int32Array(count);
    this.#light = new Float64Array(count);
    this.#energies = new Float64Array(count).fill(NaN);
    this.#greatest = new Float64Array(count).fill(NaN);
    this.#mean = new MeanPattern(samples.patchSize);
  }

  /** Looks at the next batch. */
  readonly onPatches = ({ first, size, diffraction }: PredictedPatches): void => {
    const { members, patterns, patchSize } = this.#samples;
    for (let b = 0; b < size; b++) {
      const pattern = members[first + b] ?? NaN;
      const [measured, mask] = [patternImage(patterns, pattern), patternMask(patterns, pattern)];
      if (this.#times[pattern] === 0) this.#look(pattern, measured, mask);
      const predicted = diffraction.subarray(b * patchSize ** 2, (b + 1) * patchSize ** 2);
      this.#sums[pattern] = (this.#sums[pattern] ?? 0) + residualOf({ measured, predicted, mask });
      this.#times[pattern] = (this.#times[pattern] ?? 0) + 1;
    }
  };

  /** On a GPU patterns are compared where they are predicted. */
  readonly taker = (): PatchTaker | null =>
    DeviceResiduals.of((apart, { first, size }) => {
      const { members, patterns } = this.#samples;
      for (let b = 0; b < size; b++) {
        const pattern = members[first + b] ?? NaN;
        if (this.#times[pattern] === 0) {
          this.#look(pattern, patternImage(patterns, pattern), patternMask(patterns, pattern));
        }
        // Without light there is no residual.
        const residual = (apart[b] ?? NaN) / (this.#light[pattern] || NaN);
        this.#sums[pattern] = (this.#sums[pattern] ?? 0) + residual;
        this.#times[pattern] = (this.#times[pattern] ?? 0) + 1;
      }
    });

  /** Numbers of the patterns so far. */
  numbers(): PatternNumbers {
    const { x, y, numbers } = this.#samples.patterns;
    return {
      positions: { x, y },
      numbers,
      residuals: this.#sums.map((sum, pattern) => sum / (this.#times[pattern] || NaN)),
      energies: this.#energies,
      greatest: this.#greatest,
    };
  }

  /** The mean of the patterns so far. */
  mean(): MeanOfPatterns {
    return this.#mean.finish();
  }

  #look(pattern: number, measured: Float32Array, mask: Uint8Array | null): void {
    let [energy, light, greatest] = [0, 0, 0];
    for (let p = 0; p < measured.length; p++) {
      if (mask && mask[p] === 0) continue;
      const amplitude = measured[p] ?? NaN;
      energy += amplitude ** 2;
      light += amplitude;
      if (amplitude > greatest) greatest = amplitude;
    }
    this.#energies[pattern] = energy;
    this.#light[pattern] = light;
    this.#greatest[pattern] = greatest;
    this.#mean.add(measured, mask);
  }
}

/** Amplitudes of a pattern. */
export interface ComparedPattern {
  /** As measured. */
  readonly measured: ArrayLike<number>;
  /** As predicted, in the same unit. */
  readonly predicted: ArrayLike<number>;
  /** 0 where a pixel was not measured; null where all were. */
  readonly mask: Uint8Array | null;
}

/** Σ|A_measured − A_predicted| / Σ A_measured over the pixels that were measured; NaN without light. */
export function residualOf({ measured, predicted, mask }: ComparedPattern): number {
  let [apart, all] = [0, 0];
  for (let p = 0; p < measured.length; p++) {
    if (mask && mask[p] === 0) continue;
    const amplitude = measured[p] ?? NaN;
    apart += Math.abs(amplitude - (predicted[p] ?? NaN));
    all += amplitude;
  }
  return all > 0 ? apart / all : NaN;
}

/**
 * The patterns with the least, the median (of an even number the lower) and the greatest residual.
 *
 * @param residuals NaN where there is none.
 * @returns Their places in the list; fewer than three where there are fewer.
 */
export function telling(residuals: ArrayLike<number>): number[] {
  const at = (place: number): number => residuals[place] ?? NaN;
  const order = Int32Array.from(residuals, (_, place) => place).filter((place) => Number.isFinite(at(place)))
    .sort((a, b) => at(a) - at(b) || a - b);
  return [...new Set([0, (order.length - 1) >> 1, order.length - 1])].flatMap((rank) => order[rank] ?? []);
}

/**
 * Predicts a few patterns once more, to be shown.
 *
 * @param model The network.
 * @param samples The samples that were reconstructed.
 * @param options Their numbers, and how many samples are predicted at once.
 */
export async function shownPatterns(
  model: Model,
  samples: Samples,
  { numbers: { residuals, numbers }, batchSize }: { readonly numbers: PatternNumbers; readonly batchSize: number },
): Promise<PredictedPattern[]> {
  const { members, channels, patterns, patchSize: side } = samples;
  const places = telling(residuals);
  const slots = places.map((pattern) => members.indexOf(pattern));
  const some = takeSamples(samples, Int32Array.from(slots, (slot) => Math.floor(slot / channels)));
  const predicted: Float32Array[] = [];
  for await (const { size, diffraction } of predictPatches(model, some, { batchSize, diffraction: true })) {
    for (let b = 0; b < size; b++) predicted.push(diffraction.slice(b * side ** 2, (b + 1) * side ** 2));
  }
  return places.map((pattern, k) => {
    const mask = patternMask(patterns, pattern);
    const image = (values: Float32Array): PredictedPattern["measured"] => ({
      height: side,
      width: side,
      data: values.map((value, p) => mask && mask[p] === 0 ? NaN : value),
    });
    return {
      name: SHOWN_NAMES[places.length]?.[k] ?? "",
      number: numbers[pattern] ?? NaN,
      residual: residuals[pattern] ?? NaN,
      measured: image(patternImage(patterns, pattern)),
      predicted: image(predicted[k * channels + (slots[k] ?? 0) % channels] ?? new Float32Array(side ** 2)),
    };
  });
}
