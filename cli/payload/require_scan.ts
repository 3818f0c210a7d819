/**
 * Scans that a configuration names: where they were looked for, and where they may be.
 *
 * @module
 */
import { dirname, isAbsolute, resolve } from "node:path";

/** Where a path was written down. */
export interface ScanOrigin {
  /** Path of the configuration file that names the scan. */
  readonly file: string;
  /** What to do about a scan that is elsewhere. */
  readonly remedy: string;
}

/**
 * Refuses a scan of a configuration that is not where the command was run. Paths in a configuration are relative to that
 * directory and not to the file.
 *
 * @param path The scan.
 * @param origin Where it was written down.
 * @throws {Error} Naming the directory that was looked in, the remedy, and the file beside the configuration if there is
 * one.
 */
export async function requireScan(path: string, { file, remedy }: ScanOrigin): Promise<void> {
  if (isAbsolute(path) || await isThere(path)) return;
  const beside = resolve(dirname(file), path);
  const found = await isThere(beside) ? `; there is one at ${beside}` : "";
  throw new Error(
    `Cannot read ${path} as there is no such file in ${Deno.cwd()}, where the command is run: ${remedy}${found}`,
  );
}

/** Whether there is something at a path. */
export async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
