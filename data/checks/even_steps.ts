/**
 * Whether numbers lie on an even ladder, as counts do that were multiplied by a gain, averaged over frames or freed of a
 * constant background. Square roots of counts do not: their steps shrink.
 *
 * @module
 */

/** Distinct numbers that are enough to tell. */
export const MOST_DISTINCT = 2000;

/**
 * The step of the ladder that numbers lie on, or null where they lie on none.
 *
 * @param values Distinct numbers above 0.
 */
export function evenStep(values: Iterable<number>): number | null {
  // The smallest are the nearest to each other, and exact.
  const sorted = Float64Array.from(values).sort().subarray(0, LOOKED_AT);
  if (sorted.length < FEWEST) return null;
  const [first = 0] = sorted;
  const step = sorted.reduce(
    (least, value, i) => i === 0 ? least : Math.min(least, value - (sorted[i - 1] ?? 0)),
    Infinity,
  );
  // Steps that rounding could have made say nothing.
  const last = sorted.at(-1) ?? 0;
  if (step < LEAST_SHARE * last) return null;
  const even = sorted.every((value) => {
    const steps = (value - first) / step;
    return Math.abs(steps - Math.round(steps)) <= OFF * Math.max(1, steps / sorted.length);
  });
  return even && !isDecimal(step) ? step : null;
}

// --- internal ---

const LOOKED_AT = 64;
/** Fewer may lie on a ladder by chance: 1, √2 and √3 with a gap do. */
const FEWEST = 5;
/** A step is at least this share of the numbers: single precision is exact to a ten-thousandth of it, half precision is not. */
const LEAST_SHARE = 1 / 500;
/** Numbers may be off the ladder by this share of a step. */
const OFF = 0.01;

/** Whether numbers were rounded to one or more decimals, which any may be. */
function isDecimal(step: number): boolean {
  const digits = Math.log10(step);
  return digits < -0.5 && Math.abs(digits - Math.round(digits)) < 1e-3;
}
