/**
 * Counts taken for amplitudes, or amplitudes for counts: the most common mistake in reading a scan, and one that the loss
 * does not show.
 *
 * @module
 */
import type { PatternArray } from "./pattern_array.ts";
import type { PixelCensus } from "./pixel_census.ts";

/**
 * A sentence where the numbers look like those of the other kind. Whole numbers are counts: amplitudes are square roots,
 * and few of these are whole. So are numbers on an even ladder: counts with a gain, averaged, or without their background.
 * Other fractions are no counts; where their squares are whole, they are surely amplitudes.
 *
 * @param census What was counted.
 * @param array Which array, and what its numbers are said to be.
 */
export function measurementWarnings(census: PixelCensus, array: PatternArray): string[] {
  const { key, dtype, measurement } = array;
  const { whole, even, enough, greatest } = census;
  if (measurement === "amplitude") {
    const counts = whole ? greatest > 1 && (enough || isInteger(dtype)) : even && enough;
    if (!counts) return [];
    const shown = whole ? Math.round(greatest) : Number(greatest.toPrecision(6));
    const what = whole ? "whole numbers" : "evenly spaced numbers, as counts with a gain or less a background,";
    return [
      `${key} holds ${what} up to ${shown} (${dtype}) and is read as amplitudes: if they are counts, ` +
      `set data.measurement to "intensity" (--measurement intensity)`,
    ];
  }
  if (whole || even || !enough) return [];
  const what = census.rootsOfWhole ? "square roots of whole numbers" : "numbers that are not whole";
  return [
    `${key} holds ${what} (${dtype}) and is read as intensities: if they are amplitudes, set data.measurement to ` +
    `"amplitude" (--measurement amplitude)`,
  ];
}

// --- internal ---

function isInteger(dtype: PatternArray["dtype"]): boolean {
  return !dtype.startsWith("f");
}
