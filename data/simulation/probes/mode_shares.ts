/**
 * How the power of a probe is shared among its incoherent modes.
 *
 * @module
 */
import type { ComplexImage } from "../../complex_image.ts";

/**
 * Gives modes that are there another share of the power each; the first keeps its values.
 *
 * @param modes The modes, N × N each.
 * @param shares Power of each in proportion.
 * @throws {RangeError} If there are not as many, or a mode is zero everywhere.
 */
export function givenModes(modes: readonly ComplexImage[], shares: readonly number[]): readonly ComplexImage[] {
  if (modes.length !== shares.length) {
    throw new RangeError(
      `Cannot share the power of a probe as it has ${modes.length} modes: there are ${shares.length} mode shares`,
    );
  }
  const powers = modes.map(modePower);
  const dark = powers.indexOf(0);
  if (dark >= 0) throw new RangeError(`Cannot share the power of a probe as its mode ${dark + 1} is zero everywhere`);
  const [unit = 1] = powers.map((power, mode) => power / (shares[mode] ?? 1));
  return modes.map((mode, i) => {
    const factor = i === 0 ? 1 : Math.sqrt(unit * (shares[i] ?? 0) / (powers[i] ?? 1));
    return { ...mode, re: mode.re.map((value) => value * factor), im: mode.im.map((value) => value * factor) };
  });
}

/** Power of each mode as a share of all of them. */
export function sharesOf(modes: readonly ComplexImage[]): readonly number[] {
  const powers = modes.map(modePower);
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/**
 * Refuses shares that no probe has.
 *
 * @throws {RangeError} If there are none, one is not above 0 and finite, or one is greater than that before it.
 */
export function requireShares(shares: readonly number[]): void {
  const falls = shares.every((share, i) => share > 0 && share <= (shares[i - 1] ?? Number.MAX_VALUE));
  if (shares.length > 0 && falls) return;
  throw new RangeError(
    "Cannot share the power of a probe as mode shares must be above 0, the greatest first: " +
      `current value is ${shares.join(", ") || "none"}`,
  );
}

// --- internal ---

function modePower({ re, im }: ComplexImage): number {
  let power = 0;
  for (let i = 0; i < re.length; i++) power += (re[i] ?? 0) ** 2 + (im[i] ?? 0) ** 2;
  return power;
}
