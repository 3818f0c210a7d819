/**
 * Files that exist whole or not at all: written under a temporary name in the same directory, synced to the disk, then
 * renamed. A crash at any moment leaves the old file, or none, and at worst a hidden `.tmp` file beside it.
 *
 * @module
 */

/**
 * Writes a file so that no reader ever sees a part of it.
 *
 * @param path Where the file shall be; an existing file is replaced.
 * @param write Writes the content to the open temporary file.
 * @throws {Error} If the directory is missing or cannot be written to; the message names the file.
 */
export async function writeAtomically(path: string, write: (file: Deno.FsFile) => Promise<void> | void): Promise<void> {
  const cut = path.lastIndexOf("/");
  const directory = cut < 0 ? "." : path.slice(0, cut) || "/";
  const temporary = `${directory}/.${path.slice(cut + 1)}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  const file = await Deno.open(temporary, { write: true, createNew: true }).catch((cause) => {
    throw new Error(`Cannot write ${path} as ${reason(cause, directory)}`, { cause });
  });
  try {
    try {
      await write(file);
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (cause) {
    await Deno.remove(temporary).catch(() => undefined);
    throw cause instanceof Deno.errors.IsADirectory ? new Error(`Cannot write ${path} as it is a directory`) : cause;
  }
  await syncDirectory(directory);
}

/** Writes all of `bytes` at the cursor, however many calls it takes. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

// --- internal ---

// The rename itself is only durable once the directory is synced; Windows cannot open a directory and needs no sync.
async function syncDirectory(directory: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using handle = await Deno.open(directory);
  await handle.sync();
}

function reason(cause: unknown, directory: string): string {
  if (cause instanceof Deno.errors.NotFound) return `its directory does not exist: make ${directory} first`;
  return cause instanceof Error ? cause.message : String(cause);
}
