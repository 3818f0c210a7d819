/**
 * Patterns that the image does not explain.
 *
 * @module
 */
import { numberText } from "../figures/drawing/text/number_text.ts";
import type { Finding } from "./finding.ts";

/** A pattern that stands for the others, and what is known of all. */
export interface TypicalPattern {
  /** (N²) amplitudes as measured; NaN where they were not. */
  readonly measured: ArrayLike<number>;
  /** (N²) amplitudes as predicted. */
  readonly predicted: ArrayLike<number>;
  /** (N²) mean of the squared amplitudes of all patterns. */
  readonly mean: ArrayLike<number>;
  /** How many patterns there are. */
  readonly count: number;
  /** Photons of a squared amplitude of 1; null where they are not known. */
  readonly photons: number | null;
}

/**
 * Found where a pattern is predicted hardly better than by the mean of the others, which knows nothing of the object, and
 * the noise of photons, as far as they are known, is not all that is left.
 *
 * @param pattern The pattern with the median residual; null where none was predicted.
 */
export function unexplainedPatterns(pattern: TypicalPattern | null): Finding | null {
  if (pattern === null || pattern.count < LEAST_PATTERNS) return null;
  const { residual, byMean, noise } = residuals(pattern);
  if (!(residual >= LEAST_SHARE * byMean) || residual < LEAST_NOISES * noise) return null;
  return {
    code: "unexplained-patterns",
    severity: "hint",
    title: "the image hardly explains the patterns",
    detail: `the median pattern has a residual of ${numberText(residual)}, and the mean of the other patterns, which ` +
      `knows nothing of the object, comes to ${numberText(byMean)}`,
    remedy:
      "train for more epochs (--max-epochs) or on a scan like this one, and check whether probe and positions are " +
      "right; where sample or light is weak, it may be noise",
  };
}

// --- internal ---

/**
 * On scans of a Siemens star with its phase between 0.3 and 1 rad it was 0.4 to 0.75 for networks that had learned it, and
 * 0.95 to 1.15 for those that had not.
 */
const LEAST_SHARE = 0.9;

/** The mean of fewer is of one or two. */
const LEAST_PATTERNS = 4;

/** A weak object that was learned is left with 1.3 times the noise of its photons, one that was not with 2.5 times. */
const LEAST_NOISES = 1.5;

interface TypicalResiduals {
  /** Σ|A_measured − A| / Σ A_measured of the prediction. */
  readonly residual: number;
  /** The same of the mean of the others. */
  readonly byMean: number;
  /** The same of the noise of photons: of the root of a count it deviates by 0.4 on average, of hardly any by all of it. */
  readonly noise: number;
}

function residuals({ measured, predicted, mean, count, photons }: TypicalPattern): TypicalResiduals {
  let [apart, apartByMean, noise, all] = [0, 0, 0, 0];
  const most = photons === null ? 0 : 0.4 / Math.sqrt(photons);
  for (let p = 0; p < measured.length; p++) {
    const amplitude = measured[p] ?? NaN;
    if (Number.isNaN(amplitude)) continue;
    const others = Math.sqrt(Math.max(0, (count * (mean[p] ?? NaN) - amplitude ** 2) / (count - 1)));
    apart += Math.abs(amplitude - (predicted[p] ?? NaN));
    apartByMean += Math.abs(amplitude - others);
    noise += Math.min(most, others);
    all += amplitude;
  }
  return { residual: apart / all, byMean: apartByMean / all, noise: noise / all };
}
