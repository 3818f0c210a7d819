/**
 * The directory in which the program was started, to which the user's paths are relative.
 *
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Its URL, ending in a slash. */
export function workingDirectory(): string {
  const { href } = pathToFileURL(Deno.cwd());
  return href.endsWith("/") ? href : `${href}/`;
}

/** URL of a file of the user's, whatever characters its path has. */
export function fileUrl(path: string): string {
  return pathToFileURL(resolve(path)).href;
}
