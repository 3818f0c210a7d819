/**
 * What a kernel should return: sums in 64 bits, each beside the magnitudes of its terms.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";

/** Half the distance of 1 to the next number of float32: what rounding changes a number by at most, relative to it. */
const ROUNDING = 2 ** -24;

/** Smallest number of float32 with all its digits; a GPU may take smaller ones for zero. */
const SMALLEST = 2 ** -126;

/** Results by the definition, of which each is a sum. */
export class Sums {
  /** The sums. */
  readonly values: Float64Array;
  /** Sums of the magnitudes of the terms. */
  readonly magnitudes: Float64Array;
  /** How many terms there are. */
  readonly counts: Int32Array;

  /** @param length Number of results. */
  constructor(length: number) {
    this.values = new Float64Array(length);
    this.magnitudes = new Float64Array(length);
    this.counts = new Int32Array(length);
  }

  /**
   * Adds a term.
   *
   * @param at Index of the sum.
   * @param value The term.
   * @param magnitude Its magnitude; of a term that is itself a product with a sum, that of its own terms.
   */
  add(at: number, value: number, magnitude: number = Math.abs(value)): void {
    this.values[at] = (this.values[at] ?? NaN) + value;
    this.magnitudes[at] = (this.magnitudes[at] ?? NaN) + magnitude;
    this.counts[at] = (this.counts[at] ?? NaN) + 1;
  }
}

/**
 * Fails unless every result is the definition's but for the rounding of float32, which is a part of the terms' magnitudes:
 * as many roundings as there are terms, whatever their order, and some more. What has no term but zeros is exactly zero.
 *
 * @param what Names the results in messages.
 * @param actual The results.
 * @param expected What they should be.
 * @param roundings How often a term is rounded by itself, and the sum after all.
 */
export async function assertSums(what: string, actual: tf.Tensor, expected: Sums, roundings = 8): Promise<void> {
  const got = await actual.data();
  assertEquals(got.length, expected.values.length, what);
  expected.values.forEach((value, index) => {
    const magnitude = expected.magnitudes[index] ?? NaN, count = (expected.counts[index] ?? NaN) + roundings;
    const bound = magnitude === 0 ? 0 : count * (ROUNDING * magnitude + SMALLEST);
    const error = Math.abs((got[index] ?? NaN) - value);
    if (error <= bound) return;
    throw new Error(`${what} is ${got[index]} instead of ${value} at ${index}: off by ${error}, may be by ${bound}`);
  });
}

/** Fails unless every result is this very number. */
export async function assertExact(what: string, actual: tf.Tensor, expected: ArrayLike<number>): Promise<void> {
  const got = await actual.data();
  assertEquals(got.length, expected.length, what);
  got.forEach((value, index) => {
    if (value === expected[index] || (Number.isNaN(value) && Number.isNaN(expected[index]))) return;
    throw new Error(`${what} is ${value} instead of ${expected[index]} at ${index}`);
  });
}
