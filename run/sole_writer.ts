/**
 * A log has one writer: two would mix their rows.
 *
 * @module
 */
import { closeUnlocked, tryLock } from "../data/files/file_lock.ts";
import { requireFile } from "./require_file.ts";

/**
 * Takes the lock of a log that is open for writing.
 *
 * @param path The file, for the error.
 * @param file The open file.
 * @throws {Error} If another logger holds the lock.
 */
export function requireSoleWriter(path: string, file: Deno.FsFile): void {
  // A lock of Windows would keep those out who only read.
  if (Deno.build.os === "windows" || tryLock(file)) return;
  throw new Error(`Cannot append to ${path} as another logger is writing to it: give each a file of its own`);
}

/**
 * Refuses a file that another log is open on: to be asked before the file is replaced by another.
 *
 * @param path The file; one that is not there is free.
 * @throws {Error} If another writes to it, or it cannot be opened.
 */
export function requireFree(path: string): void {
  requireFile(path, "append to");
  const file = openExisting(path);
  if (file === null) return;
  try {
    requireSoleWriter(path, file);
  } finally {
    closeUnlocked(file);
  }
}

// --- internal ---

function openExisting(path: string): Deno.FsFile | null {
  try {
    return Deno.openSync(path, { append: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
