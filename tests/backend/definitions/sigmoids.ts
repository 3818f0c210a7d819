/**
 * Sigmoids of float32, whose exponential has an accuracy of its own on a GPU.
 *
 * @module
 */
import { assert } from "@std/assert";

/** Fails unless numbers are the sigmoids of others. */
export function assertSigmoids(actual: ArrayLike<number>, x: ArrayLike<number>): void {
  Array.from(actual).forEach((value, index) => {
    const expected = 1 / (1 + Math.exp(-(x[index] ?? NaN)));
    assert(Math.abs(value - expected) < 1e-6, `the sigmoid of ${x[index]} is ${value} instead of ${expected}`);
  });
}
