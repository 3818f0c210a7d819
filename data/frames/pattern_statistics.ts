/**
 * What scales and checks need to know of every pattern: a few numbers each, gathered by one look at its valid pixels.
 *
 * @module
 */
import { frameImage, type Frames } from "./frames.ts";
import { frameMask, type Masks } from "./masks.ts";

/** Numbers of each of P patterns. */
export interface PatternStatistics {
  /** Side N of a pattern in pixels. */
  readonly patchSize: number;
  /** (P) Σx² of its valid amplitudes, in double precision: there are up to 65 536 terms. */
  readonly energies: Float64Array;
  /** (P) mean of its valid amplitudes; 0 where there are none. */
  readonly means: Float64Array;
  /** (P) greatest of its valid amplitudes. */
  readonly greatest: Float64Array;
  /** (P) how many of its pixels are valid. */
  readonly validPixels: Int32Array;
}

/** Gathers the numbers of patterns that come one after another. */
export class StatisticsGatherer {
  readonly #statistics: PatternStatistics;
  #done = 0;

  /**
   * @param count Patterns that will come.
   * @param patchSize Side N.
   */
  constructor(count: number, patchSize: number) {
    const [energies, means, greatest] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
    this.#statistics = { patchSize, energies, means, greatest, validPixels: new Int32Array(count) };
  }

  /** Looks at the next pattern, N × N amplitudes, where its mask, if it has one, is not 0. */
  add(image: Float32Array, mask: Uint8Array | null = null): void {
    let [energy, sum, most, valid] = [0, 0, 0, image.length];
    for (let p = 0; p < image.length; p++) {
      if (mask && mask[p] === 0) {
        valid--;
        continue;
      }
      const amplitude = image[p] ?? 0;
      energy += amplitude ** 2;
      sum += amplitude;
      if (amplitude > most) most = amplitude;
    }
    const { energies, means, greatest, validPixels } = this.#statistics;
    energies[this.#done] = energy;
    means[this.#done] = valid > 0 ? sum / valid : 0;
    validPixels[this.#done] = valid;
    greatest[this.#done++] = most;
  }

  /** The numbers, once all have come. */
  get statistics(): PatternStatistics {
    return this.#statistics;
  }
}

/** Gathers the numbers of all images. */
export function patternStatistics(frames: Frames, masks: Masks | null = null): PatternStatistics {
  const gatherer = new StatisticsGatherer(frames.count, frames.patchSize);
  for (let number = 0; number < frames.count; number++) {
    gatherer.add(frameImage(frames, number), frameMask(masks, number));
  }
  return gatherer.statistics;
}

/** The numbers of some of the patterns. */
export function takeStatistics(statistics: PatternStatistics, numbers: Int32Array): PatternStatistics {
  const take = (values: Float64Array): Float64Array => Float64Array.from(numbers, (number) => values[number] ?? NaN);
  const { patchSize, energies, means, greatest, validPixels } = statistics;
  return {
    ...{ patchSize, energies: take(energies), means: take(means), greatest: take(greatest) },
    validPixels: numbers.map((number) => validPixels[number] ?? NaN),
  };
}

/** Adds the intensities x² of a pattern, where it is valid, to those of others, N × N. */
export function addIntensity(image: Float32Array, sum: Float64Array, mask: Uint8Array | null = null): void {
  for (let p = 0; p < image.length; p++) {
    if (mask && mask[p] === 0) continue;
    sum[p] = (sum[p] ?? 0) + (image[p] ?? 0) ** 2;
  }
}
