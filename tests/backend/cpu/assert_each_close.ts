/**
 * Comparing results number by number, where small ones matter beside large ones.
 *
 * @module
 */
import type { Both } from "./against_stock.ts";

/**
 * Fails unless every number differs by less than a part of itself, or of 1 if that is more; NaN equals NaN.
 *
 * @param both Results.
 * @param tolerance The part.
 */
export function assertEachClose({ ours, stock }: Both, tolerance = 1e-5): void {
  stock.forEach((expected, result) => {
    expected.forEach((value, index) => {
      const got = ours[result]?.[index] ?? 0;
      const near = Math.abs(got - value) <= tolerance * Math.max(1, Math.abs(value));
      if (near || got === value || (Number.isNaN(got) && Number.isNaN(value))) return;
      throw new Error(`Result ${result} differs at ${index}: ${got} instead of ${value}`);
    });
  });
}
