/**
 * What half a bit is where one of two images has no noise.
 *
 * @module
 */
import type { RingCorrelation } from "@exitwave/exitwave";

/**
 * Where the correlation of the whole with the truth, which has no noise, falls below what half a bit is there: the formula
 * of `ringCriteria`, of van Heel & Schatz, for one image with S = √2 − 1.
 *
 * @returns Periods a pixel; 1/2 where it never does.
 */
export function halfBitOfTruth({ curve, side }: Pick<RingCorrelation, "curve" | "side">): number {
  const snr = Math.SQRT2 - 1;
  const over = curve.map((value, ring) => {
    const root = Math.sqrt(Math.max(1, 2 * Math.PI * ring));
    return value - (snr + Math.sqrt(snr) / root) / Math.sqrt(snr * (snr + 1 + 2 * Math.sqrt(snr) / root));
  });
  const ring = over.findIndex((value, index) => index > 0 && value < 0);
  if (ring < 0) return 1 / 2;
  const [before = 0, at = 0] = [over[ring - 1], over[ring]];
  return (ring - 1 + before / (before - at)) / side;
}
