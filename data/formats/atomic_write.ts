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
 * @throws {Error} If the directory is missing or cannot be written to, or a device or pipe is in the place; the message
 * names the file.
 */
export async function writeAtomically(path: string, write: (file: Deno.FsFile) => Promise<void> | void): Promise<void> {
  await requireReplaceable(path);
  const cut = path.lastIndexOf("/");
  const directory = cut < 0 ? "." : path.slice(0, cut) || "/";
  const temporary = `${directory}/.${path.slice(cut + 1)}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  const file = await Deno.open(temporary, { write: true, createNew: true }).catch((cause) => {
    throw new Error(`Cannot write ${path} as ${reason(cause, directory)}`, { cause });
  });
  holdLock(file);
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

/**
 * Removes what a killed program left of files that it was writing: their temporary files, unless one is being written now.
 *
 * @param directory Where they would be; it need not exist.
 * @param isOurs Whether a file of that name, without directories, is one of them. Temporary files of others stay.
 */
export async function sweepTemporaries(directory: string, isOurs: (name: string) => boolean): Promise<void> {
  const entries: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(directory)) if (isFile) entries.push(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return;
    throw error;
  }
  for (const entry of entries) {
    const [, name] = TEMPORARY.exec(entry) ?? [];
    if (name === undefined || !isOurs(name)) continue;
    if (await isAbandoned(`${directory}/${entry}`)) await Deno.remove(`${directory}/${entry}`).catch(() => undefined);
  }
}

/** Writes all of `bytes` at the cursor, however many calls it takes. */
export function writeAll(file: Pick<Deno.FsFile, "writeSync">, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

// --- internal ---

/** A rename would put a file in the place of a device such as /dev/null, for every program there is. */
async function requireReplaceable(path: string): Promise<void> {
  const there = await Deno.lstat(path).catch(() => null);
  if (there === null || there.isFile || there.isDirectory || there.isSymlink) return;
  throw new Error(`Cannot write ${path} as it is a pipe or a device: name a file`);
}

const TEMPORARY = /^\.(.+)\.[0-9a-f]{8}\.tmp$/;

/** Whoever writes a temporary file holds its lock, which ends with the program. */
function holdLock(file: Deno.FsFile): void {
  try {
    file.tryLockSync(true);
  } catch {
    // Some network file systems know no locks.
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path, { read: true, write: true });
    return file.tryLockSync(true);
  } catch {
    return false;
  }
}

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
