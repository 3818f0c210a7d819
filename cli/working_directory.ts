/**
 * The directory in which the program was started, to which the user's paths are relative.
 *
 * @module
 */

/** Its URL, ending in a slash. */
export function workingDirectory(): string {
  return new URL(`file://${Deno.cwd()}/`).href;
}
