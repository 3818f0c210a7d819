/**
 * Scans that a configuration names: where they were looked for, and where they may be.
 *
 * @module
 */
import { type NamedScans, scanNames } from "../../data/facts/named_scans.ts";
import { isPattern } from "../../data/files/file_pattern.ts";
import { dirname, isAbsolute, resolve } from "node:path";

/** Where a path was written down. */
export interface ScanOrigin {
  /** Path of the configuration file that names the scan. */
  readonly file: string;
  /** What to do about a scan that is elsewhere. */
  readonly remedy: string;
}

/**
 * Refuses scans of a configuration that are not where the command was run; patterns of names are looked for where scans are
 * read.
 *
 * @param named The scan, or names and patterns of several.
 * @param origin Where they were written down.
 * @throws {Error} Naming the directory that was looked in, the remedy, and the file beside the configuration if there is
 * one.
 */
export async function requireScans(named: NamedScans, origin: ScanOrigin): Promise<void> {
  for (const name of scanNames(named)) if (!isPattern(name)) await requireScan(name, origin);
}

/** Whether there is something at a path. */
export async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

// --- internal ---

/** Paths in a configuration are relative to the directory where the command is run, and not to the file. */
async function requireScan(path: string, { file, remedy }: ScanOrigin): Promise<void> {
  if (isAbsolute(path) || await isThere(path)) return;
  const beside = resolve(dirname(file), path);
  const found = await isThere(beside) ? `; there is one at ${beside}` : "";
  throw new Error(
    `Cannot read ${path} as there is no such file in ${Deno.cwd()}, where the command is run: ${remedy}${found}`,
  );
}
