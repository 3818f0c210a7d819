/**
 * Light in the middle of the patterns that was not measured.
 *
 * @module
 */
import { type Finding, percent } from "./finding.ts";

/**
 * Found where much of the middle of the patterns is masked, by a beam stop or a gap between modules.
 *
 * @param mask (N, N), 1 where a pixel was measured in some pattern, DC in the centre; null where all were.
 * @param patchSize Side N.
 */
export function beamStop(mask: Uint8Array | null, patchSize: number): Finding | null {
  if (mask === null) return null;
  const side = Math.max(2, Math.round(patchSize / 16));
  const from = Math.floor((patchSize - side) / 2);
  let masked = 0;
  for (let p = 0; p < side * side; p++) {
    masked += mask[(from + Math.floor(p / side)) * patchSize + from + p % side] === 0 ? 1 : 0;
  }
  const share = masked / side ** 2;
  if (share < LEAST_MASKED) return null;
  return {
    code: "beam-stop",
    severity: "hint",
    title: "the middle of the patterns was not measured",
    detail:
      `${percent(share)} of the ${side} × ${side} px around DC are masked, where coarse structure of the sample and ` +
      "most of the light go",
    remedy:
      "take slow changes of amplitude and phase over the image for uncertain, or merge in a second exposure without " +
      "the beam stop",
  };
}

// --- internal ---

/** A few dead pixels in the middle are filled from their neighbours. */
const LEAST_MASKED = 0.25;
