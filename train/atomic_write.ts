/**
 * Files that are either whole or not there: written beside their place under a temporary name, synced, renamed, and the
 * directory synced. A killed program leaves at most a temporary file, which the next run sweeps.
 *
 * @module
 */
import { dirname } from "node:path";

/** Ending of a temporary name. */
const TEMPORARY = ".exitwave-tmp";

/**
 * Writes a file atomically; an existing file is replaced only once the new one is safely on disk.
 *
 * @param path The file.
 * @param content Bytes, or text to encode as UTF-8.
 * @throws {Error} If it cannot be written; the temporary file is removed and an older file is left as it was. The
 *   message names the file and the problem, the cause is the system's error.
 */
export async function atomicWrite(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = path + TEMPORARY;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    await writeSynced(temporary, bytes);
    await Deno.rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (cause) {
    await Deno.remove(temporary).catch(() => undefined);
    throw new Error(`Cannot write ${path} as ${problem(cause)}: an older file of that name was left as it was`, {
      cause,
    });
  }
}

/**
 * Removes temporary files that a killed program left in a directory.
 *
 * @param directory The directory; one that is not there is left alone.
 * @returns Names of the removed files.
 */
export async function sweepTemporaries(directory: string): Promise<string[]> {
  const swept: string[] = [];
  try {
    for await (const entry of Deno.readDir(directory)) {
      if (entry.isFile && entry.name.endsWith(TEMPORARY)) swept.push(entry.name);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  for (const name of swept) await Deno.remove(`${directory}/${name}`);
  return swept;
}

// --- internal ---

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
  await file.sync();
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory; its rename is durable without.
  if (Deno.build.os === "windows") return;
  using handle = await Deno.open(directory, { read: true });
  await handle.sync();
}

function problem(cause: unknown): string {
  const { code, message } = cause instanceof Error ? cause as Error & { code?: string } : { message: String(cause) };
  if (code === "ENOSPC") return "the disk is full";
  return message;
}
