/**
 * Counts taken for amplitudes, or amplitudes for counts: the most common mistake in reading a scan, and one that the loss
 * does not show.
 *
 * @module
 */
import type { PatternArray } from "./pattern_array.ts";
import { LEAST_EVIDENCE, type PixelCensus } from "./pixel_census.ts";

/**
 * A sentence where the numbers look like those of the other kind. Whole numbers are counts: amplitudes are square roots,
 * and few of these are whole. Fractions are no counts; where their squares are whole, they are surely amplitudes.
 *
 * @param census What was counted.
 * @param array Which array, and what its numbers are said to be.
 */
export function measurementWarnings(census: PixelCensus, array: PatternArray): string[] {
  const { key, dtype, measurement } = array;
  const enough = isInteger(dtype) || census.positive >= LEAST_EVIDENCE;
  if (measurement === "amplitude") {
    if (!census.whole || !enough || census.greatest <= 1) return [];
    return [
      `${key} holds whole numbers up to ${census.greatest} (${dtype}) and is read as amplitudes: if they are counts, ` +
      `set data.measurement to "intensity" (--measurement intensity)`,
    ];
  }
  if (census.whole || !enough) return [];
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
