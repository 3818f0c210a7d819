/**
 * Quantiles of measurements.
 *
 * @module
 */

/**
 * A quantile, linear between the two nearest values.
 *
 * @param values Measurements; NaN where there are none.
 * @param share 0 for the least, 0.5 for the median, 1 for the greatest.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [low = NaN, high = NaN] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place % 1);
}
