/**
 * What scales and checks need to know of every pattern: three numbers each, gathered by one look at its pixels.
 *
 * @module
 */
import { frameImage, type Frames } from "./frames.ts";

/** Numbers of each of P patterns. */
export interface PatternStatistics {
  /** Side N of a pattern in pixels. */
  readonly patchSize: number;
  /** (P) Σx² of its amplitudes, in double precision: there are up to 65 536 terms. */
  readonly energies: Float64Array;
  /** (P) mean of its amplitudes. */
  readonly means: Float64Array;
  /** (P) greatest of its amplitudes. */
  readonly greatest: Float64Array;
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
    this.#statistics = { patchSize, energies, means, greatest };
  }

  /** Looks at the next pattern, N × N amplitudes. */
  add(image: Float32Array): void {
    let [energy, sum, most] = [0, 0, 0];
    for (let p = 0; p < image.length; p++) {
      const amplitude = image[p] ?? 0;
      energy += amplitude ** 2;
      sum += amplitude;
      if (amplitude > most) most = amplitude;
    }
    const { energies, means, greatest } = this.#statistics;
    energies[this.#done] = energy;
    means[this.#done] = sum / image.length;
    greatest[this.#done++] = most;
  }

  /** The numbers, once all have come. */
  get statistics(): PatternStatistics {
    return this.#statistics;
  }
}

/** Gathers the numbers of all images. */
export function patternStatistics(frames: Frames): PatternStatistics {
  const gatherer = new StatisticsGatherer(frames.count, frames.patchSize);
  for (let number = 0; number < frames.count; number++) gatherer.add(frameImage(frames, number));
  return gatherer.statistics;
}

/** The numbers of some of the patterns. */
export function takeStatistics(statistics: PatternStatistics, numbers: Int32Array): PatternStatistics {
  const take = (values: Float64Array): Float64Array => Float64Array.from(numbers, (number) => values[number] ?? NaN);
  const { patchSize, energies, means, greatest } = statistics;
  return { patchSize, energies: take(energies), means: take(means), greatest: take(greatest) };
}

/** Adds the intensities x² of a pattern to those of others, N × N. */
export function addIntensity(image: Float32Array, sum: Float64Array): void {
  for (let p = 0; p < image.length; p++) sum[p] = (sum[p] ?? 0) + (image[p] ?? 0) ** 2;
}
