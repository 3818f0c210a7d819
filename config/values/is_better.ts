/**
 * Which of two values of the monitored metric is better: for whoever keeps the best weights, and whoever tells of them.
 *
 * @module
 */

/**
 * Whether a value is better than the best so far; an equal one is not.
 *
 * @param value Value of the monitor.
 * @param best The best so far, if any.
 * @param mode Whether a smaller or a greater value is better.
 */
export function isBetter(value: number, best: { readonly value: number } | null, mode: "min" | "max"): boolean {
  return best === null || (mode === "min" ? value < best.value : value > best.value);
}
