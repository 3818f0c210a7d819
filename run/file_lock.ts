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
