/**
 * Patterns without light: the shutter was closed, or the frame was lost. Nothing can be learned from them, and a loss that
 * is divided by their brightness has no meaning.
 *
 * @module
 */

/** A pattern of less than this share of the mean energy is dark. */
const DARK = 1e-4;

/**
 * Numbers of the dark patterns, ascending.
 *
 * @param energies Σx² of each pattern.
 */
export function darkPatterns(energies: Float64Array): Int32Array {
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
  const dark: number[] = [];
  energies.forEach((energy, pattern) => {
    if (energy < DARK * mean) dark.push(pattern);
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
    `${key} has ${dark.length} dark ${patterns}, number ${named}${more}, with less than ${DARK} of the mean energy: ` +
    `${dark.length === 1 ? "it is" : "they are"} left out; take such frames out of the file`,
  ];
}

// --- internal ---

const NAMED = 10;
