/**
 * Two things timed in turns: what one takes more than the other, pair by pair, so that what else the machine does meets
 * both.
 *
 * @module
 */
import { quantile } from "./quantile.ts";

/** One of each, in milliseconds. */
export interface Pair {
  readonly ours: number;
  readonly bare: number;
}

/** Figures of many pairs. */
export interface PairedFigures {
  /** Means, in milliseconds. */
  readonly mean: Pair;
  /** Medians, in milliseconds. */
  readonly median: Pair;
  /** What ours takes more, in milliseconds: its mean, the ends of the 95 % interval of that, and the median. */
  readonly more: { readonly mean: number; readonly low: number; readonly high: number; readonly median: number };
}

/**
 * Sums up pairs. The interval is that of a mean of independent differences (1.96 standard errors).
 *
 * @param pairs At least two.
 */
export function pairedFigures(pairs: readonly Pair[]): PairedFigures {
  const [ours, bare] = [pairs.map((pair) => pair.ours), pairs.map((pair) => pair.bare)];
  const more = pairs.map((pair) => pair.ours - pair.bare);
  const middle = mean(more);
  const variance = more.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (more.length - 1);
  const margin = 1.96 * Math.sqrt(variance / more.length);
  return {
    mean: { ours: mean(ours), bare: mean(bare) },
    median: { ours: quantile(ours, 0.5), bare: quantile(bare, 0.5) },
    more: { mean: middle, low: middle - margin, high: middle + margin, median: quantile(more, 0.5) },
  };
}

// --- internal ---

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
