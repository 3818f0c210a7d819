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
  /** What ours takes more, in milliseconds. */
  readonly more: { readonly mean: Estimate; readonly median: Estimate };
}

/** A figure and its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Sums up pairs. The intervals are those of independent differences: 1.96 standard errors of the mean; for the median,
 * whose interval a few disturbed pairs do not widen, the differences 0.98 √n ranks below and above it.
 *
 * @param pairs At least two.
 */
export function pairedFigures(pairs: readonly Pair[]): PairedFigures {
  const count = pairs.length;
  const [ours, bare] = [pairs.map((pair) => pair.ours), pairs.map((pair) => pair.bare)];
  const more = pairs.map((pair) => pair.ours - pair.bare);
  const middle = mean(more);
  const variance = more.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (count - 1);
  const margin = 1.96 * Math.sqrt(variance / count);
  const rank = (ranks: number): number => quantile(more, Math.min(Math.max(0.5 + ranks / count, 0), 1));
  return {
    mean: { ours: mean(ours), bare: mean(bare) },
    median: { ours: quantile(ours, 0.5), bare: quantile(bare, 0.5) },
    more: {
      mean: { value: middle, low: middle - margin, high: middle + margin },
      median: { value: rank(0), low: rank(-0.98 * Math.sqrt(count)), high: rank(0.98 * Math.sqrt(count)) },
    },
  };
}

// --- internal ---

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
