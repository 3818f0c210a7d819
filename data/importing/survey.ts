/**
 * What a first pass over prepared frames tells: which are dark, the mean pattern, and whether their masks differ.
 *
 * @module
 */
import { darkPatterns } from "../checks/dark_patterns.ts";
import type { MaskedImage } from "./steps/masked_image.ts";

/** Sums over patterns. */
export class Survey {
  /** Valid pixels of each pattern. */
  readonly validPixels: Int32Array;
  readonly #light: Float64Array;
  readonly #sums: Float64Array;
  readonly #times: Uint32Array;
  #mask: Uint8Array | null = null;
  #varies = false;
  #count = 0;

  /**
   * @param count Patterns to come.
   * @param patchSize Their side.
   */
  constructor(count: number, patchSize: number) {
    this.validPixels = new Int32Array(count);
    this.#light = new Float64Array(count);
    this.#sums = new Float64Array(patchSize * patchSize);
    this.#times = new Uint32Array(patchSize * patchSize);
  }

  /** Looks at the next pattern. */
  add({ values, valid }: MaskedImage): void {
    let [light, pixels] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      if (valid[i] === 0) continue;
      const value = values[i] ?? 0;
      pixels++;
      light += value;
      this.#sums[i] = (this.#sums[i] ?? 0) + value;
      this.#times[i] = (this.#times[i] ?? 0) + 1;
    }
    this.validPixels[this.#count] = pixels;
    this.#light[this.#count++] = light;
    if (this.#mask === null) this.#mask = valid.slice();
    else if (!this.#varies) this.#varies = differ(this.#mask, valid);
  }

  /** Σ intensity of each pattern. */
  get light(): Float64Array {
    return this.#light;
  }

  /** Numbers of patterns without light. */
  dark(): Int32Array {
    return darkPatterns(this.#light);
  }

  /** Valid pixels of all patterns, 1 = valid; null where they differ from pattern to pattern. */
  get mask(): Uint8Array | null {
    return this.#varies ? null : this.#mask;
  }

  /** Share of all pixels of all patterns that is masked. */
  get maskedShare(): number {
    const valid = this.#times.reduce((sum, times) => sum + times, 0);
    return 1 - valid / Math.max(1, this.#count * this.#times.length);
  }

  /** Mean intensity of each pixel over the patterns in which it is valid; NaN where it never is. */
  mean(): Float64Array {
    return this.#sums.map((sum, i) => sum / (this.#times[i] ?? 0));
  }
}

// --- internal ---

function differ(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return true;
  return false;
}
