/**
 * Files that exist whole or not at all: written under a temporary name in the same directory, synced to the disk, then
 * renamed. A crash at any moment leaves the old file, or none, and at worst a hidden `.tmp` file beside it.
 *
 * @module
 */

import { directoryEntries } from "../files/directory_entries.ts";
import { closeUnlocked, tryLock } from "../files/file_lock.ts";
import { isSystemError, systemReason } from "../files/system_reason.ts";

/**
 * Writes a file so that no reader ever sees a part of it.
 *
 * @param path Where the file shall be; an existing file is replaced.
 * @param write Writes the content to the open temporary file.
 * @throws {Error} If the directory is missing or cannot be written to, a device or pipe is in the place, or the disk takes
 * no more; the message names the file. What `write` throws of its own.
 */
export async function writeAtomically(path: string, write: (file: Deno.FsFile) => Promise<void> | void): Promise<void> {
  await requireReplaceable(path);
  const [directory, name] = placeOf(path);
  const temporary = `${directory}/${temporaryName(name)}`;
  const file = await Deno.open(temporary, { write: true, createNew: true }).catch((cause) => {
    throw new Error(`Cannot write ${path} as ${reason(cause, directory)}`, { cause });
  });
  // Whoever writes a temporary file holds its lock, which ends with the program.
  tryLock(file);
  try {
    try {
      await write(file);
      await file.sync();
    } finally {
      closeUnlocked(file);
    }
    await Deno.rename(temporary, path);
    await syncDirectory(directory);
  } catch (cause) {
    await Deno.remove(temporary).catch(() => undefined);
    // What is not the system's is the caller's own.
    if (!isSystemError(cause)) throw cause;
    throw new Error(`Cannot write ${path} as ${reason(cause, directory)}`, { cause });
  }
}

/**
 * Removes what a killed program left of files that it was writing: their temporary files, unless one is being written now.
 *
 * @param directory Where they would be; it need not exist.
 * @param isOurs Whether a file of that name, without directories, is one of them. Temporary files of others stay.
 */
export async function sweepTemporaries(directory: string, isOurs: (name: string) => boolean): Promise<void> {
  for (const { name: entry, isFile } of await directoryEntries(directory)) {
    const [, name] = TEMPORARY.exec(entry) ?? [];
    if (!isFile || name === undefined || !isOurs(name)) continue;
    if (await isAbandoned(`${directory}/${entry}`)) await Deno.remove(`${directory}/${entry}`).catch(() => undefined);
  }
}

/**
 * Removes what killed programs left of one file, which may be as large as a disk.
 *
 * @param path Where the file is or shall be.
 */
export async function sweepTemporariesOf(path: string): Promise<void> {
  const [directory, name] = placeOf(path);
  // A folder may be written to that cannot be listed.
  await sweepTemporaries(directory, (other) => other === name).catch(() => undefined);
}

/** Writes all of `bytes` at the cursor, however many calls it takes. */
export function writeAll(file: Pick<Deno.FsFile, "writeSync">, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

// --- internal ---

function placeOf(path: string): [directory: string, name: string] {
  const cut = path.lastIndexOf("/");
  return [cut < 0 ? "." : path.slice(0, cut) || "/", path.slice(cut + 1)];
}

/** A rename would put a file in the place of a device such as /dev/null, for every program there is. */
async function requireReplaceable(path: string): Promise<void> {
  const there = await Deno.lstat(path).catch(() => null);
  if (there === null || there.isFile || there.isDirectory || there.isSymlink) return;
  throw new Error(`Cannot write ${path} as it is a pipe or a device: name a file`);
}

/** Longest name that a file may have on most disks, in bytes. */
const LONGEST_NAME = 255;

/** Tells which file it is for; one of a name that leaves no room for more only that it is one of ours. */
function temporaryName(name: string): string {
  const long = `.${name}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  return new TextEncoder().encode(long).length <= LONGEST_NAME ? long : `.${crypto.randomUUID()}.tmp`;
}

const TEMPORARY = /^\.(.+)\.[0-9a-f]{8}\.tmp$/;

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const file = await Deno.open(path, { read: true, write: true });
    try {
      return file.tryLockSync(true);
    } finally {
      closeUnlocked(file);
    }
  } catch {
    // Where there are no locks, nobody can say.
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
  return cause instanceof Deno.errors.IsADirectory ? "it is a directory" : systemReason(cause);
}
