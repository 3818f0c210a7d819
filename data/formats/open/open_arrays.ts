/**
 * Opening a file of arrays by what it is: the one place that knows which formats there are.
 *
 * @module
 */
import type { ArrayFile } from "../array_file.ts";
import { KIND_BYTES } from "../file_kind.ts";
import { isHdf5 } from "../hdf5_signature.ts";
import { NpyFile } from "../npy_file.ts";
import { isNpy } from "../npy_header.ts";
import { openNpz } from "../npz.ts";
import { RandomAccessFile } from "../random_access_file.ts";
import { isTiff } from "../tiff/tiff_directory.ts";
import { TiffFile } from "../tiff/tiff_file.ts";

/**
 * Opens a file of named arrays by its first bytes: NPZ, NPY, HDF5 or TIFF. What another file is, the message says.
 *
 * @param path The file.
 * @returns The open file; declare it with `await using`, or close it.
 * @throws {Error} If it is missing, a directory, truncated, or of a kind that is not read; the message names it and the
 * remedy.
 * @example
 * ```ts
 * import { openArrays, realArray, writeNpz } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * await writeNpz(path, { counts: realArray(new Uint16Array(24), [2, 3, 4]) });
 * await using file = await openArrays(path);
 * const { dtype, shape } = await file.header("counts");
 * assertEquals([file.keys, dtype, shape], [["counts"], "u2", [2, 3, 4]]);
 * await Deno.remove(path);
 * ```
 */
export async function openArrays(path: string): Promise<ArrayFile> {
  const head = await beginningOf(path);
  const reader = READERS.find(({ begins }) => begins(head));
  return await (reader?.open ?? openNpz)(path);
}

/**
 * The format of a file by its first bytes.
 *
 * @returns Its name; null for one that {@link openArrays} opens as NPZ, or refuses.
 * @throws {Error} If it is missing, a directory, or may not be read; the message names it.
 */
export async function formatOf(path: string): Promise<string | null> {
  const head = await beginningOf(path);
  return READERS.find(({ begins }) => begins(head))?.name ?? null;
}

// --- internal ---

/** A format, by its first bytes. */
interface Reader {
  readonly name: string;
  readonly begins: (head: Uint8Array) => boolean;
  readonly open: (path: string) => Promise<ArrayFile>;
}

/** All but NPZ, whose reader says of everything else what it is. */
const READERS: readonly Reader[] = [
  { name: "NPY", begins: isNpy, open: NpyFile.open },
  { name: "TIFF", begins: isTiff, open: TiffFile.open },
  // The library of HDF5 is large: who has no such file does not load it.
  { name: "HDF5", begins: isHdf5, open: async (path) => await (await import("../hdf5/open_hdf5.ts")).openHdf5(path) },
];

async function beginningOf(path: string): Promise<Uint8Array> {
  using file = await RandomAccessFile.open(path);
  const head = new Uint8Array(Math.min(KIND_BYTES, file.size));
  file.readAt(0, head);
  return head;
}
