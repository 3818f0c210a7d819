/**
 * What is in a directory that need not be there.
 *
 * @module
 */
import { systemReason } from "./system_reason.ts";

/**
 * Lists a directory.
 *
 * @param directory The directory.
 * @returns What is in it; nothing where it is not there, or a file.
 * @throws {Error} If it cannot be listed; the message names it.
 */
export async function directoryEntries(directory: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(directory));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) return [];
    throw new Error(`Cannot look into ${directory} as ${systemReason(cause)}`, { cause });
  }
}
