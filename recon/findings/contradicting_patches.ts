/**
 * Patches that blur each other away.
 *
 * @module
 */
import type { Finding } from "./finding.ts";

/**
 * Found where the image has much less contrast than the patches that it was stitched from.
 *
 * @param agreement Contrast of the phase in the image over that in the patches; null where patches are flat.
 */
export function contradictingPatches(agreement: number | null): Finding | null {
  if (agreement === null || agreement >= LEAST_AGREEMENT) return null;
  // Rounded down, as what is below the bound is not told as the bound.
  const [share, usual] = [agreement, LEAST_AGREEMENT].map((each) => `${Math.floor(100 * each)} %`);
  return {
    code: "contradicting-patches",
    severity: "problem",
    title: "overlapping patches contradict each other",
    detail: `the image has ${share} of the contrast of the patches, where ${usual} and more are usual`,
    remedy:
      "check the scan's positions (unit, order and sign of x and y), whether DC is in the centre of its patterns, " +
      "and whether the network was trained on such a scan, and for long enough",
  };
}

// --- internal ---

/** Below, patches blur each other away. True patches with exchanged coordinates have less, in their places above 0.95. */
const LEAST_AGREEMENT = 0.5;
