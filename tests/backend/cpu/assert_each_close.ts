/**
 * Comparing results number by number, where small ones matter beside large ones.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Both } from "./against_stock.ts";

/**
 * Fails unless every number differs by less than a part of itself, however small it is; NaN equals NaN.
 *
 * @param both Results.
 * @param tolerance The part.
 * @param terms For sums that may cancel: how large their terms are; a number counts as no smaller.
 */
export function assertEachClose({ ours, stock }: Both, tolerance = 1e-5, terms = 0): void {
  stock.forEach((expected, result) => {
    expected.forEach((value, index) => {
      const got = ours[result]?.[index] ?? 0;
      // Below 2^-126 float32 has no full digits left.
      const near = Math.abs(got - value) <= tolerance * Math.max(terms, Math.abs(value)) + 2 ** -126;
      if (near || got === value || (Number.isNaN(got) && Number.isNaN(value))) return;
      throw new Error(`Result ${result} differs at ${index}: ${got} instead of ${value}`);
    });
  });
}

/** Which parts results may be off by, that are sums. */
export interface TermTolerance {
  /** Of the magnitudes of a sum's own terms. */
  readonly ofOwn: number;
  /** Of the greatest magnitudes that a sum of the same result has. */
  readonly ofGreatest: number;
}

/**
 * Fails unless every number differs by less than a part of the magnitudes of the terms that it is the sum of; a sum of
 * zeros is zero.
 *
 * @param both Results.
 * @param terms What the results would be if none of the numbers they are computed from were negative.
 * @param tolerance The parts; both hold.
 */
export function assertWithinTerms(
  { ours, stock }: Both,
  terms: readonly ArrayLike<number>[],
  { ofOwn, ofGreatest }: TermTolerance,
): void {
  assertEquals(ours.map(({ length }) => length), stock.map(({ length }) => length));
  stock.forEach((expected, result) => {
    const magnitudes = Array.from(terms[result] ?? []);
    const most = ofGreatest * magnitudes.reduce((greatest, magnitude) => Math.max(greatest, magnitude), 0);
    expected.forEach((value, index) => {
      const [got, magnitude] = [ours[result]?.[index] ?? NaN, magnitudes[index] ?? NaN];
      const bound = magnitude === 0 ? 0 : Math.min(ofOwn * magnitude, most) + 2 ** -126;
      if (Math.abs(got - value) <= bound) return;
      throw new Error(`Result ${result} differs at ${index}: ${got} instead of ${value}, its terms are ${magnitude}`);
    });
  });
}
