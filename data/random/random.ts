/**
 * Random numbers that are the same on every machine: xoshiro128** (Blackman and Vigna 2021, doi:10.1145/3460772), its
 * state hashed from a seed and a name. Streams of different names are independent, so that drawing more numbers for one
 * purpose never changes those of another.
 *
 * @module
 */
import { poisson } from "./poisson.ts";

/** A stream of random numbers. */
export class Random {
  readonly #state: Uint32Array;

  /**
   * @param seed Any whole number from 0 to 2⁵³.
   * @param name What the numbers are for.
   */
  constructor(seed: number, name: string) {
    this.#state = hash(`${seed} ${name}`);
  }

  /** Uniform from 0, included, to 1, excluded, with 53 random bits. */
  uniform(): number {
    const high = this.#next() >>> 5;
    return (high * 2 ** 26 + (this.#next() >>> 6)) / 2 ** 53;
  }

  /** A whole number from 0 to `bound`, excluded. */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Standard normal, by Marsaglia's polar method. */
  normal(): number {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square > 0 && square < 1) return u * Math.sqrt(-2 * Math.log(square) / square);
    }
  }

  /** Poisson of a mean of zero or more. */
  poisson(mean: number): number {
    return poisson(mean, () => this.uniform());
  }

  /** Shuffles an array in place (Fisher and Yates) and returns it. */
  shuffle(array: Int32Array): Int32Array {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = array[i] ?? 0;
      array[i] = array[j] ?? 0;
      array[j] = held;
    }
    return array;
  }

  #next(): number {
    const s = this.#state;
    const a = s[0] ?? 0;
    const b = s[1] ?? 0;
    const c = (s[2] ?? 0) ^ a;
    const d = (s[3] ?? 0) ^ b;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    s[0] = a ^ d;
    s[1] = b ^ c;
    s[2] = c ^ (b << 9);
    s[3] = rotate(d, 11);
    return result >>> 0;
  }
}

/** The whole numbers from 0 to `count`, excluded. */
export function range(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}

// --- internal ---

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

// FNV-1a with a different beginning for each word, then the finaliser of MurmurHash3, which lets every bit reach every
// other. All four words are zero, the one forbidden state, with a chance of 2⁻¹²⁸.
function hash(text: string): Uint32Array {
  return Uint32Array.from({ length: 4 }, (_, word) => {
    let h = 0x811c9dc5 ^ Math.imul(word + 1, 0x9e3779b9);
    for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
  });
}
