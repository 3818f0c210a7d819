/**
 * Making directories.
 *
 * @module
 */
import { systemReason } from "./system_reason.ts";

/**
 * Makes a directory, and those above it, where they are not there.
 *
 * @param path The directory.
 * @throws {Error} If it cannot be made, as where a file has its name; the message names it.
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (cause) {
    throw new Error(`Cannot make the directory ${path} as ${systemReason(cause)}`, { cause });
  }
}
