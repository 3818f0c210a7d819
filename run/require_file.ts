/**
 * Before a file of a run is opened: what stands under its name must be a file. Opening a pipe waits for whoever is at its
 * other end, for ever and deaf to signals.
 *
 * @module
 */

/**
 * Refuses a directory, a pipe, a device or a link to nothing.
 *
 * @param path The file; one that is not there may be made.
 * @param attempt What is attempted, for the error: `append to`, `read`.
 * @throws {Error} If something else than a file stands there; the message names it and says what to do.
 */
export function requireFile(path: string, attempt: string): void {
  const kind = kindOf(path);
  if (kind === null) return;
  throw new Error(`Cannot ${attempt} ${path} as it is ${kind}: move it away`);
}

// --- internal ---

function kindOf(path: string): string | null {
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    return isFile ? null : isDirectory ? "a directory and no file" : "a pipe or a device and no file";
  } catch (error) {
    // Opening it says what else is wrong.
    return error instanceof Deno.errors.NotFound && isLink(path) ? "a link to nothing" : null;
  }
}

function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false;
  }
}
