/**
 * A detector that was at its end.
 *
 * @module
 */
import { numberText } from "../figures/drawing/text/number_text.ts";
import { type Finding, percent } from "./finding.ts";

/** The brightest pixel of each pattern, and all of its light. */
export interface Brightest {
  /** Greatest amplitude of each pattern over the pixels that were measured. */
  readonly greatest: ArrayLike<number>;
  /** Σ of the squared amplitudes of each pattern. */
  readonly energies: ArrayLike<number>;
}

/**
 * Found where patterns that have different light have the same greatest value, and it is the greatest of the scan: noise
 * alone makes them differ.
 *
 * @param brightest The patterns.
 */
export function saturatedPixels({ greatest, energies }: Brightest): Finding | null {
  const values = Array.from(greatest);
  const top = values.reduce((most, value) => value > most ? value : most, 0);
  const atTop = values.flatMap((value, k) => value === top ? [energies[k] ?? NaN] : []);
  const different = new Set(atTop).size;
  if (top ** 2 < LEAST_TOP || different < Math.max(LEAST_PATTERNS, LEAST_SHARE * values.length)) return null;
  return {
    code: "saturated-pixels",
    severity: "hint",
    title: "the detector is saturated",
    detail: `${atTop.length} patterns, ${percent(atTop.length / values.length)}, have the same greatest intensity, ` +
      numberText(top ** 2, 6),
    remedy: "mask the pixels that reach it (import --mask, or mask in the scan), or attenuate the beam",
  };
}

// --- internal ---

/** Smaller counts are equal by chance: the noise of 255 counts is 16. */
const LEAST_TOP = 255;

/** So many patterns do not have the greatest of all values by chance. */
const [LEAST_PATTERNS, LEAST_SHARE] = [4, 0.01];
