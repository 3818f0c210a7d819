/**
 * Which values of a file are measurements.
 *
 * @module
 */

/** What says that a value is none. */
export interface ValueRules {
  /** Values that mark bad pixels. */
  readonly badValues: readonly number[];
  /** Least and greatest value of a good pixel; null sets no bounds. */
  readonly bounds: readonly [least: number, greatest: number] | null;
}

/**
 * Makes the test of a value. What is not finite is never good.
 *
 * @param rules What says that a value is none.
 * @returns Whether a value is a measurement. Marks are also found where single precision has rounded them, as it does
 * 4294967295 to 4294967296.
 */
export function goodValues({ badValues, bounds }: ValueRules): (value: number) => boolean {
  const marks = [...new Set(badValues.flatMap((value) => [value, Math.fround(value)]))];
  const [least, greatest] = bounds ?? [-Number.MAX_VALUE, Number.MAX_VALUE];
  return (value) => value >= least && value <= greatest && !marks.includes(value);
}
