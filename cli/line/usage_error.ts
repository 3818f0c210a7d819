/**
 * Wrong use of the command line, exit code 2.
 *
 * @module
 */

/** Thrown where a command line cannot be understood; the message is one line and names the remedy. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The remedy where words are left over that are the rest of a list: `--stages 20 20 10`. */
export function restOfList(words: readonly string[]): string {
  return words.some((word) => /^\d+$/.test(word)) ? "; a list is written with commas: 20,20,10" : "";
}
