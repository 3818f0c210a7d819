/**
 * Criteria of resolution by Fourier ring correlation.
 *
 * @module
 */
import type { RingCorrelation } from "../image/frc.ts";

/** A criterion, and what it says of a correlation. */
export interface Criterion {
  /** What it is called. */
  readonly name: string;
  /** What the correlation of each ring has to reach. */
  readonly thresholds: readonly number[];
  /** Radius at which the correlation first falls below (interpolated); null where it never does. */
  readonly ring: number | null;
}

/**
 * The thresholds 1/2 and 1/7, and those of half a bit and of one bit of information a pixel of the spectrum (van Heel &
 * Schatz 2005, doi:10.1016/j.jsb.2005.05.009): for a signal-to-noise ratio S and n pixels in a ring,
 * (S + (2√S + 1)/√n) / (S + 1 + 2√S/√n), where a sum of both images has S = √2 − 1 for half a bit and 1 for one bit, and
 * each of them half of that. Pixels of a ring are counted as independent; the window that the images have makes them fewer,
 * so that thresholds of small rings are rather too low.
 *
 * @param rings The correlation, of halves without the noise of single rings (`smoothRings`).
 */
export function ringCriteria({ curve, side }: Pick<RingCorrelation, "curve" | "side">): Criterion[] {
  const counts = ringPixels(side, curve.length);
  const bits = (snr: number): number[] =>
    counts.map((count) => {
      const root = Math.sqrt(Math.max(1, count));
      return (snr + (2 * Math.sqrt(snr) + 1) / root) / (snr + 1 + 2 * Math.sqrt(snr) / root);
    });
  const criteria: readonly (readonly [string, readonly number[]])[] = [
    ["1/2", curve.map(() => 1 / 2)],
    ["1/7", curve.map(() => 1 / 7)],
    ["half a bit", bits((Math.SQRT2 - 1) / 2)],
    ["one bit", bits(1 / 2)],
  ];
  return criteria.map(([name, thresholds]) => ({ name, thresholds, ring: firstBelow(curve, thresholds) }));
}

// --- internal ---

/** Pixels of a spectrum of side × side whose distance from the middle rounds to 0, 1, 2 … */
function ringPixels(side: number, rings: number): number[] {
  const counts = Array.from({ length: rings }, () => 0);
  const half = Math.floor(side / 2);
  for (let y = -half; y < side - half; y++) {
    for (let x = -half; x < side - half; x++) {
      const ring = Math.round(Math.hypot(x, y));
      if (ring < rings) counts[ring] = (counts[ring] ?? 0) + 1;
    }
  }
  return counts;
}

/** The first ring is never below where all is equal: both images have one middle pixel, which is no detail. */
function firstBelow(curve: readonly number[], thresholds: readonly number[]): number | null {
  const over = curve.map((value, ring) => value - (thresholds[ring] ?? NaN));
  const ring = over.findIndex((value, index) => value < 0 && (index > 0 || (curve[0] ?? 0) < 1 / 2));
  if (ring < 0) return null;
  const [before, at] = [over[ring - 1] ?? 0, over[ring] ?? 0];
  return ring === 0 ? 0 : ring - 1 + (before <= 0 ? 0 : before / (before - at));
}
