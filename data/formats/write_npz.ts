/**
 * Writing NPZ files that NumPy reads: members stored, so that rows can be read without reading the file.
 *
 * @module
 */
import { encodeNpy, encodeStreamedNpy, type WritableArray } from "./npy_encode.ts";
import type { StreamedArray } from "./streamed_array.ts";
import { writeZip } from "./write_zip.ts";

/**
 * Writes an NPZ file, atomically: whole under its name, or not at all. Memory is that of the arrays given, and of a few
 * rows of those that come while it is written.
 *
 * @param path Where to write; an existing file is replaced.
 * @param arrays Arrays by key, written in this order. Equal arrays make equal files, in memory or streamed.
 * @throws {Error} If the file cannot be written; the message names it.
 * @throws {TypeError | RangeError} If an array is not what its type and shape say. What the source of a streamed array throws.
 * @example
 * ```ts
 * import { complexArray, readNpz, realArray, writeNpz } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * const probe = { re: Float32Array.of(1, 2), im: Float32Array.of(0, -1) };
 * await writeNpz(path, { probe: complexArray(probe), mask: realArray(new Uint8Array(4), [2, 2]) });
 * assertEquals((await readNpz(path)).get("probe"), complexArray(probe));
 * await Deno.remove(path);
 * ```
 */
export async function writeNpz(
  path: string,
  arrays: Readonly<Record<string, WritableArray | StreamedArray>>,
): Promise<void> {
  const entries = Object.entries(arrays).map(([key, array]) => ({
    name: `${key}.npy`,
    ...(array.kind === "streamed" ? encodeStreamedNpy(array) : encodeNpy(array)),
  }));
  await writeZip(path, entries);
}
