/**
 * Reading a small NPZ file at once.
 *
 * @module
 */
import type { NpyArray } from "./npy.ts";
import { openNpz } from "./npz.ts";

/**
 * Reads every array of an NPZ file.
 *
 * @param path The file.
 * @returns Arrays by key.
 * @throws {Error} As {@link openNpz} and {@link NpzFile.read}.
 * @example
 * ```ts
 * import { readNpz, textScalar, writeNpz } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeNpz(path, { sample: textScalar("siemens star") });
 * assertEquals((await readNpz(path)).get("sample"), textScalar("siemens star"));
 * await Deno.remove(path);
 * ```
 */
export async function readNpz(path: string): Promise<Map<string, NpyArray>> {
  using file = await openNpz(path);
  const arrays = new Map<string, NpyArray>();
  for (const key of file.keys) arrays.set(key, await file.read(key));
  return arrays;
}
