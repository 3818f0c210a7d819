/**
 * The energy of a photon by its wavelength, in the units that files have it.
 *
 * @module
 */

/** Planck's constant times the speed of light, in J·m; both are exact since 2019. */
const PLANCK_LIGHT = 6.62607015e-34 * 299792458;
/** Joules of an electron volt. */
const ELECTRON_VOLT = 1.602176634e-19;

/** Energy in joules of a photon, by its wavelength in metres. */
export function photonEnergy(wavelength: number): number {
  return PLANCK_LIGHT / wavelength;
}

/** Energy in electron volts of a photon, by its wavelength in metres. */
export function photonElectronVolts(wavelength: number): number {
  return photonEnergy(wavelength) / ELECTRON_VOLT;
}
