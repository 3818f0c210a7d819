/**
 * Opening a file of arrays by what it is: the one place that knows which formats there are.
 *
 * @module
 */
import type { ArrayFile } from "../array_file.ts";
import { NpyFile } from "../npy_file.ts";
import { isNpy } from "../npy_header.ts";
import { openNpz } from "../npz.ts";
import { RandomAccessFile } from "../random_access_file.ts";

/**
 * Opens a file of named arrays by its first bytes: NPZ or NPY. What another file is, the message says.
 *
 * @param path The file.
 * @returns The open file; declare it with `await using`, or close it.
 * @throws {Error} If it is missing, a directory, truncated, or of a kind that is not read; the message names it and the
 * remedy.
 */
export async function openArrays(path: string): Promise<ArrayFile> {
  const head = await beginningOf(path);
  const reader = READERS.find(({ begins }) => begins(head));
  return await (reader?.open ?? openNpz)(path);
}

// --- internal ---

/** Bytes of a file that tell its format. */
const HEAD_BYTES = 16;

/** A format, by its first bytes. */
interface Reader {
  readonly begins: (head: Uint8Array) => boolean;
  readonly open: (path: string) => Promise<ArrayFile>;
}

/** All but NPZ, whose reader says of everything else what it is. */
const READERS: readonly Reader[] = [
  { begins: isNpy, open: NpyFile.open },
];

async function beginningOf(path: string): Promise<Uint8Array> {
  using file = await RandomAccessFile.open(path);
  const head = new Uint8Array(Math.min(HEAD_BYTES, file.size));
  file.readAt(0, head);
  return head;
}
