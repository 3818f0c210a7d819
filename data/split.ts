/**
 * Holding samples out for validation. What is validated on must not have been seen, so no pattern may be in a sample of
 * either part. Groups of neighbours share patterns with the groups around theirs: held out here and there, they would cost
 * most of the others. They are held out of one region instead, and those on its edge are in neither part.
 *
 * @module
 */
import { Random, range } from "./random/random.ts";
import type { Samples } from "./samples.ts";

/** How to split. */
export interface SplitOptions {
  /** Share of the samples to hold out, 0 to 1. */
  readonly valSplit: number;
  /** Seed of the choice. */
  readonly seed: number;
  /**
   * What the samples are groups of, and where they lie; those of several patterns are held out of a region, and what is left
   * to train on shares no pattern with them.
   *
   * @default each sample is made of patterns of its own
   */
  readonly groups?: Pick<Samples, "channels" | "members" | "x" | "y">;
}

/** Numbers of samples, ascending. */
export interface Split {
  /** Samples to train on. */
  readonly train: Int32Array;
  /** Samples to validate on. */
  readonly val: Int32Array;
}

/**
 * Splits samples at random, groups into a region around a random one and the rest. At least one remains for training; at
 * least one is held out if `valSplit` is above 0 and there are two.
 *
 * @param count Number of samples.
 * @param options Share, seed, and what samples are made of.
 * @returns Numbers of the samples of either part.
 * @throws {RangeError} If there is no sample, the share is not between 0 and 1, or no group is left to train on.
 * @example
 * ```ts
 * import { splitSamples } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const { train, val } = splitSamples(100, { valSplit: 0.05, seed: 42 });
 * assertEquals([train.length, val.length], [95, 5]);
 * ```
 */
export function splitSamples(count: number, { valSplit, seed, groups }: SplitOptions): Split {
  if (!(count >= 1)) throw new RangeError(`Cannot split samples as there are none: current value is ${count}`);
  if (!(valSplit >= 0 && valSplit <= 1)) {
    throw new RangeError(`Cannot split samples as valSplit must be from 0 to 1: current value is ${valSplit}`);
  }
  const wanted = valSplit > 0 ? Math.max(1, Math.round(count * valSplit)) : 0;
  const held = Math.min(wanted, count - 1);
  const random = new Random(seed, "split");
  const shared = groups && groups.channels > 1;
  const order = shared ? outwards(random.integer(count), groups) : random.shuffle(range(count));
  const val = order.slice(0, held).sort();
  const rest = order.slice(held).sort();
  return { train: shared ? apart(rest, val, groups) : rest, val };
}

// --- internal ---

type Groups = NonNullable<SplitOptions["groups"]>;

/** All samples, by their distance from one. */
function outwards(from: number, { x, y }: Groups): Int32Array {
  const square = x.map((column, k) => (column - (x[from] ?? NaN)) ** 2 + ((y[k] ?? NaN) - (y[from] ?? NaN)) ** 2);
  return range(x.length).sort((a, b) => (square[a] ?? NaN) - (square[b] ?? NaN) || a - b);
}

/** The samples without a pattern in common with any of `others`. */
function apart(samples: Int32Array, others: Int32Array, { channels, members }: Groups): Int32Array {
  const patternsOf = (sample: number): Int32Array => members.subarray(sample * channels, (sample + 1) * channels);
  const taken = new Set<number>();
  for (const sample of others) for (const pattern of patternsOf(sample)) taken.add(pattern);
  const left = samples.filter((sample) => !patternsOf(sample).some((pattern) => taken.has(pattern)));
  if (left.length > 0) return left;
  throw new RangeError(
    `Cannot hold out ${others.length} of ${
      samples.length + others.length
    } samples as every other one shares a pattern ` +
      "with them: set training.valSplit (--val-split) to 0, or validate on another scan, data.testScan",
  );
}
