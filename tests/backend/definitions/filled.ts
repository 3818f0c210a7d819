/**
 * Values for kernels that take a short cut to lose: zeros, values of one sign, equal ones, and small ones beside large
 * ones.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Random } from "../../../data/random/random.ts";

/** How a tensor is filled. A column is what has the same last index, a row what has the same others. */
export const KINDS = [
  "signed",
  "one-sided",
  "rectified",
  "sparse",
  "ties",
  "zero",
  "scaled rows",
  "scaled columns",
  "dead rows",
  "dead columns",
] as const;

/** A filling: the same one gives the same values. */
export interface Filling {
  readonly kind: typeof KINDS[number];
  readonly seed: number;
}

/** Fillings. */
export const fillings: fc.Arbitrary<Filling> = fc.record({
  kind: fc.constantFrom(...KINDS),
  seed: fc.nat(),
});

/**
 * Fills a tensor.
 *
 * @param shape Its shape.
 * @param filling How. Scales are from 1e-6 to 1e6.
 */
export function filled(shape: readonly number[], { kind, seed }: Filling): Float32Array {
  const random = new Random(seed, kind);
  const length = tf.util.sizeFromShape([...shape]);
  const columns = shape.at(-1) ?? 1;
  const of = (count: number): { scale: number; dead: boolean }[] =>
    Array.from({ length: count }, () => ({ scale: 10 ** (12 * random.uniform() - 6), dead: random.uniform() < 0.7 }));
  const [ofRow, ofColumn] = [of(length / Math.max(1, columns)), of(columns)];
  return Float32Array.from({ length }, (_, index) => {
    const [value, chance] = [2 * random.uniform() - 1, random.uniform()];
    const [row, column] = [ofRow[Math.floor(index / columns)], ofColumn[index % columns]];
    switch (kind) {
      case "signed":
        return value;
      case "one-sided":
        return Math.abs(value);
      case "rectified":
        return Math.max(0, value);
      case "sparse":
        return chance < 0.05 ? value : 0;
      case "ties":
        return Math.round(1.5 * value + 0.5);
      case "zero":
        return 0;
      case "scaled rows":
        return value * (row?.scale ?? 0);
      case "scaled columns":
        return value * (column?.scale ?? 0);
      case "dead rows":
        return row?.dead ? 0 : value;
      case "dead columns":
        return column?.dead ? 0 : value;
    }
  });
}
