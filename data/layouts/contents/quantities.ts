/**
 * Lengths and energies as files state them: in the unit of an attribute, or of the end of a name, or in that which their
 * magnitude leaves.
 *
 * @module
 */
import type { Contents } from "./contents.ts";
import { electronVoltsPer, metresPer } from "./units.ts";

/** A quantity, and what was made of its number. */
export interface Quantity {
  /** In metres or electron volts. */
  readonly value: number;
  /** One sentence on what its unit was taken from; null where the file states it. */
  readonly note: string | null;
}

/** Metres of a unit that lengths of some kind are written in, and the magnitudes by which it is told. */
export interface LengthGuess {
  /** What is in it. */
  readonly what: string;
  /** Greatest number that is in this unit, and its metres; the smallest first. */
  readonly units: readonly (readonly [most: number, metres: number, name: string])[];
}

/** A length that its format has in metres. */
export const METRES_BY_FORMAT: LengthGuess = { what: "", units: [[Infinity, 1, "m"]] };

/** Distances to a detector: metres up to 30, millimetres above. */
export const DISTANCE: LengthGuess = { what: "distance", units: [[30, 1, "m"], [1e6, 1e-3, "mm"]] };

/** Pixels of a detector: metres below 3 mm, millimetres below 3, micrometres above. */
export const DETECTOR_PIXEL: LengthGuess = {
  what: "pixel size",
  units: [[3e-3, 1, "m"], [3, 1e-3, "mm"], [1e4, 1e-6, "µm"]],
};

/** Wavelengths: metres below a millionth, of electrons and X-rays in Å, of light in nm. */
export const WAVELENGTH: LengthGuess = {
  what: "wavelength",
  units: [[1e-5, 1, "m"], [100, 1e-10, "Å"], [1e5, 1e-9, "nm"]],
};

/**
 * A length of a file.
 *
 * @param contents The file.
 * @param key An array of one number.
 * @param guess What its magnitude says, where no unit is stated.
 * @returns Metres, above zero; null where there is no such number.
 */
export async function lengthAt(contents: Contents, key: string, guess: LengthGuess): Promise<Quantity | null> {
  const number = await contents.number(key);
  return number === null ? null : lengthOf(number, [key, await contents.unit(key)], guess);
}

/**
 * The same of a number that was read.
 *
 * @param number The number.
 * @param source Its name, and the unit that is stated of it.
 * @param guess What its magnitude says, where no unit is stated.
 */
export function lengthOf(
  number: number,
  [name, stated]: readonly [name: string, stated: string | null],
  guess: LengthGuess,
): Quantity | null {
  const size = Math.abs(number);
  if (!(size > 0 && size < Infinity)) return null;
  const named = /_(m|cm|mm|um|nm|pm|angstroms?|ang|a)$/i.exec(name)?.[1] ?? null;
  const metres = [stated, named].map((unit) => unit === null ? null : metresPer(unit)).find((found) => found !== null);
  if (metres !== undefined && metres !== null) return { value: size * metres, note: null };
  const unit = guess.units.find(([most]) => size < most);
  if (!unit) return null;
  if (guess === METRES_BY_FORMAT) return { value: size, note: null };
  return { value: size * unit[1], note: `${name} states no unit: ${size} is taken for ${guess.what} in ${unit[2]}` };
}

/**
 * An energy of a file.
 *
 * @param contents The file.
 * @param key An array of one number.
 * @returns Electron volts, above zero; null where there is no such number.
 */
export async function energyAt(contents: Contents, key: string): Promise<Quantity | null> {
  const number = await contents.number(key);
  return number === null ? null : energyOf(number, [key, await contents.unit(key)]);
}

/** The same of a number that was read. */
export function energyOf(
  number: number,
  [name, stated]: readonly [name: string, stated: string | null],
): Quantity | null {
  if (!(number > 0 && number < Infinity)) return null;
  const named = /_(kev|ev|j|kv|v)$/i.exec(name)?.[1] ?? null;
  const volts = [stated, named].map((unit) => unit === null ? null : electronVoltsPer(unit)).find((found) =>
    found !== null
  );
  if (volts !== undefined && volts !== null) return { value: number * volts, note: null };
  const [unit, size] = number < 1e-10 ? ["J", electronVoltsPer("J") ?? 1] : number < 500 ? ["keV", 1e3] : ["eV", 1];
  return { value: number * Number(size), note: `${name} states no unit: ${number} is taken for an energy in ${unit}` };
}
