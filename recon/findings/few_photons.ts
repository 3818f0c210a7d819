/**
 * Patterns with little light.
 *
 * @module
 */
import { numberText } from "../figures/drawing/text/number_text.ts";
import type { Finding } from "./finding.ts";

/** How much light patterns have. */
export interface Light {
  /** Σ of the squared amplitudes of each pattern over the pixels that were measured; NaN where it is not known. */
  readonly energies: ArrayLike<number>;
  /** Side N of a pattern in pixels. */
  readonly patchSize: number;
  /** Mean photons of a pattern, if the scan says; null where it does not. */
  readonly photons: number | null;
}

/**
 * Found where most pixels of a pattern saw hardly a photon. Photons are those that the scan names, or the sums of the
 * patterns where all of them are whole numbers, as those of counts are; of other scans nobody knows what a photon is.
 *
 * @param light The patterns.
 */
export function fewPhotons(light: Light): Finding | null {
  const photons = meanPhotons(light);
  if (photons === null) return null;
  const each = photons / light.patchSize ** 2;
  if (each >= LEAST_PHOTONS) return null;
  return {
    code: "few-photons",
    severity: each < LEAST_PHOTONS / 10 ? "problem" : "hint",
    title: "there is little light",
    detail: `a pattern has ${numberText(photons)} photons on average, ${numberText(each)} for each pixel`,
    remedy:
      "expose longer, open the beam, or sum frames of the same place; train with model.loss poisson (--loss poisson), which knows the " +
      "noise of counts",
  };
}

/** Mean photons of a pattern: those that the scan names, or the mean of sums that are whole; null where nobody knows. */
export function meanPhotons({ photons, energies }: Light): number | null {
  return photons ?? meanCounts(energies);
}

// --- internal ---

/**
 * Photons for each pixel, on average. The amplitude of a count has a noise of about 1/2 whatever the count, which is half of
 * the signal where one photon is expected.
 */
const LEAST_PHOTONS = 1;

/** Mean of the sums, if all are whole as far as single precision of the amplitudes tells; else null. */
function meanCounts(energies: ArrayLike<number>): number | null {
  const known = Array.from(energies).filter(Number.isFinite);
  const whole = known.every((energy) => Math.abs(energy - Math.round(energy)) <= 3e-7 * energy);
  const sum = known.reduce((total, energy) => total + energy, 0);
  return whole && sum > 0 ? sum / known.length : null;
}
