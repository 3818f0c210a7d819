/**
 * Patterns that are explained far worse than the others.
 *
 * @module
 */
import { numberText } from "../figures/drawing/text/number_text.ts";
import type { Finding } from "./finding.ts";

/** Residuals of patterns. */
export interface PatternResiduals {
  /** Residual of each, Σ|A_measured − A_predicted| / Σ A_measured; NaN where there is none. */
  readonly residuals: ArrayLike<number>;
  /** Number of each in its scan. */
  readonly numbers: ArrayLike<number>;
}

/**
 * Found where a few patterns have residuals far beyond those of the others: the beam was lost, the stage was not where it
 * said, or a pixel was hot.
 *
 * @param patterns The patterns.
 */
export function outlyingPatterns({ residuals, numbers }: PatternResiduals): Finding | null {
  const known = Array.from(residuals).filter(Number.isFinite).sort((a, b) => a - b);
  const middle = quantile(known, 0.5);
  const limit = Math.max(
    LEAST_FACTOR * middle,
    middle + FENCE * (quantile(known, 0.75) - quantile(known, 0.25)),
  );
  const at = (place: number): number => residuals[place] ?? NaN;
  const outside = Int32Array.from(residuals, (_, place) => place).filter((place) => at(place) > limit)
    .sort((a, b) => at(b) - at(a));
  if (outside.length === 0 || outside.length > MOST_SHARE * known.length) return null;
  const greatest = numberText(at(outside[0] ?? NaN));
  const named = [...outside.subarray(0, NAMED)].map((place) => numbers[place]).join(", ");
  return {
    code: "outlying-patterns",
    severity: "hint",
    title: outside.length === 1 ? "a pattern stands apart" : "some patterns stand apart",
    detail: outside.length === 1
      ? `pattern ${named} of ${known.length} has a residual of ${greatest}, where ${numberText(middle)} is usual`
      : `${outside.length} of ${known.length} patterns, number ${named}${
        outside.length > NAMED ? " and others" : ""
      }, ` +
        `have residuals up to ${greatest}, where ${numberText(middle)} is usual`,
    remedy: "look at such frames for lost beam, hot pixels and wrong positions, and leave them out of the scan",
  };
}

// --- internal ---

/** A far outlier lies beyond three interquartile ranges (Tukey 1977); from the middle, of a normal distribution that is 4σ. */
const FENCE = 3;
/** Where residuals are nearly the same, a little more is nothing to look at. */
const LEAST_FACTOR = 1.5;
/** More are no outliers but a part of the sample. */
const MOST_SHARE = 0.1;
const NAMED = 5;

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}
