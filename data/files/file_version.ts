/**
 * Whether a file is still what it was when it was opened: what is read of it later must belong to what was read before.
 *
 * @module
 */
import { systemReason } from "./system_reason.ts";

/** What tells a file from another of its name. */
export interface FileVersion {
  /** Bytes. */
  readonly size: number;
  /** Time of the last change, in milliseconds since 1970; null where the system does not say. */
  readonly changed: number | null;
  /** Its number on its disk; null where the system does not say. */
  readonly number: number | null;
}

/**
 * The version of a file as it is now.
 *
 * @param path The file.
 * @throws {Error} If there is none.
 */
export function fileVersion(path: string): FileVersion {
  const { size, mtime, ino } = Deno.statSync(path);
  return { size, changed: mtime?.getTime() ?? null, number: ino };
}

/**
 * Refuses a file that is no longer what it was.
 *
 * @param path The file.
 * @param version What it was.
 * @param place Beginning of the message: `Cannot read patterns of scan.npz as`.
 * @throws {Error} If it is gone, or another; the message says which, and what to do.
 */
export function requireVersion(path: string, version: FileVersion, place: string): void {
  const now = versionIfAny(path, place);
  const { size, changed, number } = version;
  if (now.size === size && now.changed === changed && now.number === number) return;
  const how = now.size === size ? "it was written again" : `it had ${size} bytes, it has ${now.size}`;
  throw new Error(`${place} the file has changed since it was opened: ${how}; put back what it was, or begin anew`);
}

// --- internal ---

function versionIfAny(path: string, place: string): FileVersion {
  try {
    return fileVersion(path);
  } catch (cause) {
    const gone = cause instanceof Deno.errors.NotFound;
    throw new Error(`${place} ${gone ? "the file is gone: put it back" : systemReason(cause)}`, { cause });
  }
}
