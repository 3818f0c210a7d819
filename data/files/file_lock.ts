/**
 * Advisory locks of open files: they keep two writers apart, within a program too, and last until {@link closeUnlocked}.
 *
 * @module
 */

/**
 * Takes the lock of an open file, which {@link closeUnlocked} lets go of, or the end of the program.
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
 * Whether somebody holds the lock of an open file for writing. To find out, it is locked together with others who look, for
 * as long as that takes: who wants it alone and is refused just then has to try again.
 *
 * @param file The file.
 * @returns Null where the file system knows no locks.
 */
export function isLocked(file: Deno.FsFile): boolean | null {
  try {
    if (!file.tryLockSync(false)) return true;
    file.unlockSync();
    return false;
  } catch {
    return null;
  }
}

/**
 * Closes a file and lets go of its lock, where it has one. Closing alone would not do: a child process that begins just
 * then has a copy of every open file for a moment, which keeps the lock alive until it runs its own program.
 *
 * @param file The file; closed in any case.
 */
export function closeUnlocked(file: Deno.FsFile): void {
  try {
    file.unlockSync();
  } catch {
    // Some network file systems know no locks.
  } finally {
    file.close();
  }
}
