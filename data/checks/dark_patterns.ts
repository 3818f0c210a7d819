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

/**
 * Sentences that name the dark patterns, and those of which every pixel is masked; none where there are no such.
 *
 * @param key Name of the array.
 * @param dark Numbers of the dark patterns.
 * @param validPixels How many pixels of each pattern are valid.
 */
export function darkWarnings(key: string, dark: Int32Array, validPixels: Int32Array): string[] {
  const [masked, lightless] = [dark.filter((i) => validPixels[i] === 0), dark.filter((i) => validPixels[i] !== 0)];
  return [
    ...leftOut(key, lightless, { kind: "dark", reason: `with less than ${DARK} of the usual energy` }),
    ...leftOut(key, masked, { kind: "wholly masked", reason: "of which no pixel is valid" }),
  ];
}

// --- internal ---

const NAMED = 10;

function leftOut(key: string, patterns: Int32Array, { kind, reason }: Record<"kind" | "reason", string>): string[] {
  const { length } = patterns;
  if (length === 0) return [];
  const named = [...patterns.subarray(0, NAMED)].join(", ");
  const more = length > NAMED ? ` and ${length - NAMED} more` : "";
  const [noun, are] = length === 1 ? ["pattern", "it is"] : ["patterns", "they are"];
  return [
    `${key} has ${length} ${kind} ${noun}, number ${named}${more}, ${reason}: ${are} left out; take such frames out of ` +
    "the file",
  ];
}

/** The upper quartile of patterns with any light: neither many dark ones nor a few that a hot pixel dominates move it. */
function usualEnergy(energies: Float64Array): number {
  const lit = energies.filter((energy) => energy > 0).sort();
  return lit[Math.floor(0.75 * (lit.length - 1))] ?? 0;
}
