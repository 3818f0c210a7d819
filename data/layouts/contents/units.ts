/**
 * Units as files write them: `m`, `metre`, `µm`, `Angstrom`, `keV`, as text or bytes, in any of their spellings.
 *
 * @module
 */

/** Metres of the units that positions may be in. */
export const METRES = { m: 1, mm: 1e-3, um: 1e-6, nm: 1e-9, angstrom: 1e-10 } as const;

/** A unit that positions may be in. */
export type LengthUnit = keyof typeof METRES;

/**
 * How long a unit of length is.
 *
 * @param text The unit as a file has it.
 * @returns Metres; null where it is no unit of length.
 */
export function metresPer(text: string): number | null {
  const unit = plain(text);
  const prefix = PREFIXES.find(([, short, long]) =>
    short.some((letters) => unit === `${letters}m`) || METRE.some((metre) => unit === `${long}${metre}`)
  );
  if (prefix) return prefix[0];
  if (["micron", "microns"].includes(unit)) return 1e-6;
  return ["a", "å", "ang", "angstrom", "angstroms", "ångström", "ångstrom", "angström"].includes(unit) ? 1e-10 : null;
}

/**
 * The unit of positions of that name.
 *
 * @param text The unit as a file has it.
 * @returns The unit; `px` for pixels; null where it is another.
 */
export function positionUnit(text: string): LengthUnit | "px" | null {
  if (["px", "pix", "pixel", "pixels"].includes(plain(text))) return "px";
  const metres = metresPer(text);
  const names = Object.keys(METRES) as LengthUnit[];
  return names.find((name) => METRES[name] === metres) ?? null;
}

/**
 * How large a unit of energy is; one of an accelerating voltage is taken for that of an electron.
 *
 * @param text The unit as a file has it.
 * @returns Electron volts; null where it is no unit of energy.
 */
export function electronVoltsPer(text: string): number | null {
  const unit = plain(text);
  if (["j", "joule", "joules"].includes(unit)) return 1 / JOULES_PER_ELECTRON_VOLT;
  return new Map([["ev", 1], ["kev", 1e3], ["gev", 1e9], ["v", 1], ["volt", 1], ["volts", 1], ["kv", 1e3]])
    .get(unit) ?? (/^\s*MeV/.test(text) ? 1e6 : null);
}

/** Joules of an electron volt; exact since 2019. */
export const JOULES_PER_ELECTRON_VOLT = 1.602176634e-19;

// --- internal ---

const METRE = ["metre", "metres", "meter", "meters"];

/** Metres, short prefixes and the long one. */
const PREFIXES: readonly (readonly [metres: number, short: readonly string[], long: string])[] = [
  [1, [""], ""],
  [1e-2, ["c"], "centi"],
  [1e-3, ["m"], "milli"],
  // Bytes of Latin-1 that were read as UTF-8 leave a mark of replacement, those of UTF-8 read as Latin-1 two letters.
  [1e-6, ["u", "\u00b5", "\u03bc", "\ufffd", "\u00e2\u00b5", "mu", "\\mu"], "micro"],
  [1e-9, ["n"], "nano"],
  [1e-12, ["p"], "pico"],
];

/** Without what is written around a unit: case, spaces, brackets, zero bytes, Python's mark of bytes, EMD's `n_m`. */
function plain(text: string): string {
  return text.trim().replace(/^b(['"])(.*)\1$/s, "$2").toLowerCase().replaceAll(/[\s\0()[\]'"$_]/g, "");
}
