/**
 * Holding samples out for validation.
 *
 * @module
 */
import { Random, range } from "./random/random.ts";

/** How to split. */
export interface SplitOptions {
  /** Share of the samples to hold out, 0 to 1. */
  readonly valSplit: number;
  /** Seed of the choice. */
  readonly seed: number;
  /**
   * (count, C) numbers of the patterns that samples are made of. Samples to train on that share a pattern with one that
   * is held out are in neither part: what is validated on must not have been seen.
   *
   * @default each sample is made of patterns of its own
   */
  readonly members?: Int32Array;
}

/** Numbers of samples, ascending. */
export interface Split {
  /** Samples to train on. */
  readonly train: Int32Array;
  /** Samples to validate on. */
  readonly val: Int32Array;
}

/**
 * Splits samples at random. At least one remains for training; at least one is held out if `valSplit` is above 0 and
 * there are two.
 *
 * @param count Number of samples.
 * @param options Share and seed.
 * @returns Numbers of the samples of either part.
 * @throws {RangeError} If there is no sample, or the share is not between 0 and 1.
 * @example
 * ```ts
 * import { splitSamples } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const { train, val } = splitSamples(100, { valSplit: 0.05, seed: 42 });
 * assertEquals([train.length, val.length], [95, 5]);
 * ```
 */
export function splitSamples(count: number, options: SplitOptions): Split {
  const { valSplit, seed } = options;
  if (!(count >= 1)) throw new RangeError(`Cannot split samples as there are none: current value is ${count}`);
  if (!(valSplit >= 0 && valSplit <= 1)) {
    throw new RangeError(`Cannot split samples as valSplit must be from 0 to 1: current value is ${valSplit}`);
  }
  const wanted = valSplit > 0 ? Math.max(1, Math.round(count * valSplit)) : 0;
  const held = Math.min(wanted, count - 1);
  const order = new Random(seed, "split").shuffle(range(count));
  const val = order.slice(0, held).sort();
  const train = order.slice(held).sort();
  return { train: options.members ? apart(train, val, options.members, count) : train, val };
}

// --- internal ---

/** The samples without a pattern in common with any of `others`. */
function apart(samples: Int32Array, others: Int32Array, members: Int32Array, count: number): Int32Array {
  const channels = members.length / count;
  const patternsOf = (sample: number): Int32Array => members.subarray(sample * channels, (sample + 1) * channels);
  const taken = new Set([...others].flatMap((sample) => [...patternsOf(sample)]));
  return samples.filter((sample) => !patternsOf(sample).some((pattern) => taken.has(pattern)));
}
