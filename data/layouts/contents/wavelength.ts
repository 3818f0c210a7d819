/**
 * The wavelength of what illuminates a sample.
 *
 * @module
 */

/**
 * The wavelength of photons, λ = hc/E, or of accelerated electrons, λ = h / √(2meU(1 + eU/2mc²)) (CODATA 2018).
 *
 * @param energy In electron volts, of a photon or of the acceleration.
 * @param radiation What it is of.
 * @returns Metres: 1.24e-10 for photons of 10 keV, 1.97e-12 for electrons of 300 keV.
 */
export function wavelengthOf(energy: number, radiation: "photons" | "electrons" = "photons"): number {
  if (radiation === "photons") return HC / energy;
  return HC / Math.sqrt(energy * (energy + 2 * ELECTRON_REST_ENERGY));
}

// --- internal ---

/** Planck's constant times the speed of light, in eV m. */
const HC = 1.2398419843320026e-6;
/** Of an electron, in eV. */
const ELECTRON_REST_ENERGY = 510998.95;
