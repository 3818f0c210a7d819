/**
 * Files that are no scans: what they seem to be by the names of their arrays, and what to do.
 *
 * @module
 */

/**
 * What a file without the arrays of a scan is, and what to do.
 *
 * @param keys Names of its arrays.
 * @returns Words that end a message.
 */
export function foreignHint(keys: readonly string[]): string {
  const has = (name: string): boolean => keys.includes(name);
  if (!has("diffraction") && !has("diff3d") && has("probeGuess") && has("objectGuess")) {
    return "it holds a reconstruction without patterns: simulate --from takes it";
  }
  if (has("object") && has("mask") && has("origin")) {
    return "it is a reconstruction that infer wrote: train and infer take the scan";
  }
  return "inspect tells what it is, and how to import it";
}
