/**
 * Patterns without light: the shutter was closed, or the frame was lost. Nothing can be learned from them, and a loss that
 * is divided by their brightness has no meaning.
 *
 * @module
 */

/** A pattern of less than this share of the usual energy is dark. */
const DARK = 1e-4;

/**
 * Numbers of the dark patterns, ascending.
 *
 * @param energies Σx² of each pattern.
 */
export function darkPatterns(energies: Float64Array): Int32Array {
  const usual = usualEnergy(energies);
  const dark: number[] = [];
  energies.forEach((energy, pattern) => {
    if (energy < DARK * usual) dark.push(pattern);
  });
  return Int32Array.from(dark);
}

/** A sentence that names the dark patterns; none where there are no such. */
export function darkWarnings(key: string, dark: Int32Array): string[] {
  if (dark.length === 0) return [];
  const named = [...dark.subarray(0, NAMED)].join(", ");
  const more = dark.length > NAMED ? ` and ${dark.length - NAMED} more` : "";
  const patterns = dark.length === 1 ? "pattern" : "patterns";
  return [
    `${key} has ${dark.length} dark ${patterns}, number ${named}${more}, with less than ${DARK} of the usual energy: ` +
    `${dark.length === 1 ? "it is" : "they are"} left out; take such frames out of the file`,
  ];
}

// --- internal ---

const NAMED = 10;

/** The upper quartile of patterns with any light: neither many dark ones nor a few that a hot pixel dominates move it. */
function usualEnergy(energies: Float64Array): number {
  const lit = energies.filter((energy) => energy > 0).sort();
  return lit[Math.floor(0.75 * (lit.length - 1))] ?? 0;
}
