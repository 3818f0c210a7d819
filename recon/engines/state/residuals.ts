/**
 * How far what an engine predicts is from what was measured. Both numbers are of the state before an update, over measured
 * pixels:
 *
 * - R-factor Σ |A − √I| / Σ A;
 * - Poisson deviance a pixel, 2 Σ (I − n + n ln(n / I)) / pixels, n = A²: about 1 where only the noise of photons is left.
 *
 * @module
 */
import { frameMask, type Masks } from "../../../data/frames/masks.ts";

/** Residuals of one iteration. */
export interface IterationResiduals {
  /** R-factor of all patterns together. */
  readonly rFactor: number;
  /** Poisson deviance a measured pixel of all patterns together. */
  readonly poissonDeviance: number;
}

/** Residuals of each pattern. */
export interface PatternResiduals {
  /** (M) R-factors; 0 of patterns without light. */
  readonly rFactor: Float64Array;
  /** (M) Poisson deviances a measured pixel; 0 of patterns without a measured pixel. */
  readonly poissonDeviance: Float64Array;
}

/** Gathers the residuals of an iteration, batch by batch. */
export class ResidualGatherer {
  readonly #masks: Masks | null;
  readonly #pixels: number;
  /** By pattern: Σ A, measured pixels, Σ |A − √I| and deviance. */
  readonly #amplitudes: Float64Array;
  readonly #measured: Float64Array;
  readonly #differences: Float64Array;
  readonly #deviances: Float64Array;

  /**
   * @param scan Number of patterns M, their side N, and their masks.
   */
  constructor({ count, patchSize, masks }: { count: number; patchSize: number; masks: Masks | null }) {
    this.#masks = masks;
    this.#pixels = patchSize ** 2;
    this.#amplitudes = new Float64Array(count).fill(NaN);
    [this.#measured, this.#differences, this.#deviances] = [0, 0, 0].map(() => new Float64Array(count)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
  }

  /** Notes the amplitudes (B, N, N) of patterns, masked pixels 0; those of patterns that were seen before are not looked at. */
  see(numbers: Int32Array, amplitudes: Float32Array): void {
    numbers.forEach((number, k) => {
      if (!Number.isNaN(this.#amplitudes[number])) return;
      let sum = 0;
      for (let p = k * this.#pixels; p < (k + 1) * this.#pixels; p++) sum += amplitudes[p] ?? 0;
      this.#amplitudes[number] = sum;
      const mask = frameMask(this.#masks, number);
      this.#measured[number] = mask ? mask.reduce((valid, value) => valid + value, 0) : this.#pixels;
    });
  }

  /** Notes sums (B, 2), Σ |A − √I| and deviance, of patterns. */
  add(numbers: Int32Array, sums: Float32Array): void {
    numbers.forEach((number, k) => {
      this.#differences[number] = sums[2 * k] ?? NaN;
      this.#deviances[number] = sums[2 * k + 1] ?? NaN;
    });
  }

  /** (4, M) all that is known by now, by pattern: Σ A (NaN where it has not been seen), measured pixels, Σ |A − √I|, deviance. */
  get known(): Float64Array {
    return Float64Array.from(
      [this.#amplitudes, this.#measured, this.#differences, this.#deviances].flatMap((sums) => [...sums]),
    );
  }

  /** Goes on from what another knew. */
  restore(known: Float64Array): void {
    [this.#amplitudes, this.#measured, this.#differences, this.#deviances].forEach((sums, k) =>
      sums.set(known.subarray(k * sums.length, (k + 1) * sums.length))
    );
  }

  /** Residuals of all patterns, once all have been added. */
  total(): IterationResiduals {
    return {
      rFactor: ratio(sumOf(this.#differences), sumOf(this.#amplitudes)),
      poissonDeviance: ratio(sumOf(this.#deviances), sumOf(this.#measured)),
    };
  }

  /** Residuals of each pattern, once all have been added. */
  patterns(): PatternResiduals {
    return {
      rFactor: this.#differences.map((sum, k) => ratio(sum, this.#amplitudes[k] ?? NaN)),
      poissonDeviance: this.#deviances.map((sum, k) => ratio(sum, this.#measured[k] ?? NaN)),
    };
  }
}

// --- internal ---

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function ratio(sum: number, by: number): number {
  return by === 0 && sum >= 0 ? 0 : sum / by;
}
