/**
 * Opening a file of arrays by what it is: the one place that knows which formats there are.
 *
 * @module
 */
import type { ArrayFile } from "./array_file.ts";
import { openNpz } from "./npz.ts";

/**
 * Opens a file of named arrays. Today that is NPZ; what another file is, is said by its first bytes.
 *
 * @param path The file.
 * @returns The open file; declare it with `await using`, or close it.
 * @throws {Error} If it is missing, a directory, truncated, or of a kind that is not read; the message names it and the
 * remedy.
 */
export function openArrays(path: string): Promise<ArrayFile> {
  return openNpz(path);
}
