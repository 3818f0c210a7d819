/**
 * Numbers of an experiment that cannot be in metres: a wavelength in ångströms, a pixel in micrometres. A label or a scale
 * bar of such a number would be wrong by powers of ten, so it is not used.
 *
 * @module
 */

/** What a number of an experiment is. */
export type ExperimentQuantity = "wavelength" | "distance" | "detector pixel" | "object pixel";

/**
 * Why a number is no such quantity in metres.
 *
 * @param quantity What it is said to be.
 * @param metres The numbers, above 0.
 * @returns The end of a sentence that begins with the name; null where they may be right.
 */
export function outOfRange(quantity: ExperimentQuantity, metres: readonly number[]): string | null {
  const { least, most, example } = RANGES[quantity];
  const odd = metres.find((value) => value < least || value > most);
  if (odd === undefined) return null;
  return `is ${odd}, no ${quantity} in metres (${least} to ${most}), and is not used: write metres, ${example}`;
}

// --- internal ---

interface PlausibleRange {
  readonly least: number;
  readonly most: number;
  /** A number in the unit that is usual, and in metres. */
  readonly example: string;
}

/** From electrons of some MeV to terahertz waves, and from electron microscopes to the longest beamlines. */
const RANGES: Readonly<Record<ExperimentQuantity, PlausibleRange>> = {
  wavelength: { least: 1e-13, most: 1e-3, example: "1.24 Å as 1.24e-10" },
  distance: { least: 1e-4, most: 300, example: "500 mm as 0.5" },
  "detector pixel": { least: 1e-7, most: 5e-3, example: "55 µm as 55e-6" },
  "object pixel": { least: 1e-13, most: 1e-3, example: "8 nm as 8e-9" },
};
