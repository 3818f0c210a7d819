/**
 * Modes that a probe lacks. A scan's probe is mostly one mode, also where the beam was not coherent, or the sample shook
 * (Thibault and Menzel 2013, doi:10.1038/nature11806). An engine finds further modes if they begin as anything but 0: weak
 * ones, which are the strongest mode times polynomials of its coordinates.
 *
 * @module
 */
import { hermiteModes } from "../../../data/arrays/hermite_modes.ts";
import { modePower, orthogonalModes } from "../../../data/arrays/orthogonal_modes.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";

/**
 * Adds weak modes to a probe until it has so many. The power of all together stays.
 *
 * @param probe Modes, N × N each.
 * @param count How many are wanted; null takes those that there are.
 * @returns The argument where nothing is added; else orthogonal modes.
 * @throws {RangeError} If there are more than are wanted, or too few pixels are lit for so many.
 */
export function withWeakModes(probe: readonly ComplexImage[], count: number | null): readonly ComplexImage[] {
  if (count === null || probe.length === count) return probe;
  if (probe.length > count) {
    throw new RangeError(
      `Cannot run an engine with fewer modes than its probe has, ${probe.length}, as those that are there would be lost: ` +
        `current value of engine.probeModes is ${count} (data.probeModes takes fewer)`,
    );
  }
  const power = (modes: readonly ComplexImage[]): number => modes.reduce((sum, mode) => sum + modePower(mode), 0);
  const own = orthogonalModes(probe), [first] = own;
  if (first === undefined) return probe;
  const total = power(probe);
  const shares = Array.from({ length: count }, (_, mode) => mode === 0 ? modePower(first) : ADDED_SHARE * total);
  // The strongest mode's own first relatives are what a probe of several modes mostly has already.
  const all = orthogonalModes([...own, ...hermiteModes(first, shares).slice(own.length)]);
  const scale = Math.sqrt(total / power(all));
  return all.map((mode) => ({ ...mode, re: mode.re.map((v) => v * scale), im: mode.im.map((v) => v * scale) }));
}

// --- internal ---

/** Share of each added mode in the power of all. */
const ADDED_SHARE = 0.05;
