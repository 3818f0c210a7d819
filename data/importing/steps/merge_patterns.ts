/**
 * Patterns of the same position as one.
 *
 * @module
 */
import { emptyImage, type MaskedImage } from "./masked_image.ts";

/** Averages patterns, pixel by pixel over those in which it is valid. */
export class PatternMean {
  readonly #result: MaskedImage;
  readonly #times: Float64Array;

  /** @param patchSize Side of a pattern. */
  constructor(patchSize: number) {
    this.#result = emptyImage(patchSize);
    this.#times = new Float64Array(patchSize * patchSize);
    this.#clear();
  }

  /** Adds a pattern. */
  add({ values, valid }: MaskedImage): void {
    for (let i = 0; i < values.length; i++) {
      if (valid[i] === 0) continue;
      this.#result.values[i] = (this.#result.values[i] ?? 0) + (values[i] ?? 0);
      this.#times[i] = (this.#times[i] ?? 0) + 1;
    }
  }

  /** The mean of those added; it is overwritten by the next one, which begins here. */
  take(): MaskedImage {
    const { side, values, valid } = this.#result;
    const mean = { side, values: values.slice(), valid: valid.slice() };
    this.#times.forEach((times, i) => {
      mean.valid[i] = times > 0 ? 1 : 0;
      mean.values[i] = times > 0 ? (values[i] ?? 0) / times : 0;
    });
    this.#clear();
    return mean;
  }

  #clear(): void {
    this.#result.values.fill(0);
    this.#times.fill(0);
  }
}
