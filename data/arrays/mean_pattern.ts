/**
 * The mean of measured patterns, gathered one by one.
 *
 * @module
 */

/** What the patterns of a scan are like together. */
export interface MeanOfPatterns {
  /** (N, N) mean of the squared amplitudes over the patterns in which a pixel was measured; 0 where it never was. */
  readonly mean: { readonly height: number; readonly width: number; readonly data: Float64Array };
  /** (N, N) 1 where a pixel was measured in some pattern, else 0; null where all were. */
  readonly mask: Uint8Array | null;
}

/** Gathers patterns. */
export class MeanPattern {
  readonly #side: number;
  readonly #sum: Float64Array;
  readonly #measured: Float64Array;

  /** @param patchSize Side N of a pattern. */
  constructor(patchSize: number) {
    this.#side = patchSize;
    this.#sum = new Float64Array(patchSize ** 2);
    this.#measured = new Float64Array(patchSize ** 2);
  }

  /**
   * Adds a pattern.
   *
   * @param amplitude (N, N) amplitudes.
   * @param mask 0 where a pixel was not measured; null where all were.
   */
  add(amplitude: Float32Array, mask: Uint8Array | null): void {
    for (let p = 0; p < this.#sum.length; p++) {
      if (mask && mask[p] === 0) continue;
      this.#sum[p] = (this.#sum[p] ?? 0) + (amplitude[p] ?? NaN) ** 2;
      this.#measured[p] = (this.#measured[p] ?? 0) + 1;
    }
  }

  /** The mean so far. */
  finish(): MeanOfPatterns {
    const mask = Uint8Array.from(this.#measured, (count) => count > 0 ? 1 : 0);
    return {
      mean: {
        height: this.#side,
        width: this.#side,
        data: this.#sum.map((sum, p) => sum / Math.max(1, this.#measured[p] ?? 0)),
      },
      mask: mask.includes(0) ? mask : null,
    };
  }
}
