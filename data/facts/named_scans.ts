/**
 * The scans that a configuration names: one by its name, or a list of names and patterns.
 *
 * @module
 */
import { findFiles } from "../files/find_files.ts";

/** Value of `data.scan` and `data.testScan`. */
export type NamedScans = string | readonly string[] | null;

/** Names and patterns, as a list; empty where no scan is named. */
export function scanNames(named: NamedScans): readonly string[] {
  return typeof named === "string" ? [named] : named ?? [];
}

/**
 * Finds the files.
 *
 * @param named What the configuration says.
 * @returns Paths, in the order in which scans are numbered.
 * @throws {Error} If a pattern matches no file, or a file is named twice.
 */
export async function namedScans(named: NamedScans): Promise<string[]> {
  return await findFiles(scanNames(named), "scans");
}

/**
 * Finds the one file of a reconstruction.
 *
 * @param named What the configuration says.
 * @throws {RangeError} If none is named, or several.
 * @throws {Error} If a pattern matches no file.
 */
export async function singleScan(named: NamedScans): Promise<string> {
  const [path, ...others] = await namedScans(named);
  if (path !== undefined && others.length === 0) return path;
  const current = path === undefined ? "null" : [path, ...others].slice(0, SHOWN).join(", ");
  throw new RangeError(`Cannot reconstruct as data.scan must name one scan: current value is ${current}`);
}

// --- internal ---

/** Names that a message lists. */
const SHOWN = 5;
