/**
 * Advisory locks of open files: they keep two writers apart, within a program too, and last as long as the file is open.
 *
 * @module
 */

/**
 * Takes the lock of an open file, which is let go of when the file is closed.
 *
 * @param file The file.
 * @returns False only where another holds it: network file systems may refuse to lock at all, which must not end a
 *   training.
 */
export function tryLock(file: Deno.FsFile): boolean {
  try {
    return file.tryLockSync(true);
  } catch {
    return true;
  }
}

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
