/**
 * What patterns are called that are shown of all.
 *
 * @module
 */

/** Names of the patterns that are shown, by their count. */
export const SHOWN_NAMES: Readonly<Record<number, readonly string[]>> = {
  0: [],
  1: ["best"],
  2: ["best", "worst"],
  3: ["best", "median", "worst"],
};
