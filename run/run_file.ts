/**
 * The files of a run: each is whole or not there, and an older one stays until the new one is safely on disk. A killed
 * program leaves at most hidden temporary files, which the next one sweeps.
 *
 * @module
 */
import { writeAll, writeAtomically } from "../data/formats/atomic_write.ts";
import { systemReason } from "../data/files/system_reason.ts";

/**
 * Writes a file of a run atomically.
 *
 * @param path The file; an existing one is replaced.
 * @param content Bytes, or text to encode as UTF-8.
 * @throws {Error} If it cannot be written. No temporary file stays behind and an older file is as it was; the message
 *   names the file and the problem, the cause is the system's error.
 */
export async function writeRunFile(path: string, content: Uint8Array | string): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    await writeAtomically(path, (file) => writeAll(file, bytes));
  } catch (cause) {
    throw new Error(`Cannot write ${path} as ${problem(cause, path)}; older files were left as they were`, {
      cause: cause instanceof Error ? cause.cause ?? cause : cause,
    });
  }
}

// --- internal ---

function problem(cause: unknown, path: string): string {
  // Some are already a sentence about the file.
  return systemReason(cause).replace(`Cannot write ${path} as `, "");
}
