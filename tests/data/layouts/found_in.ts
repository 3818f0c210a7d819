/**
 * What is found in files, by their paths.
 *
 * @module
 */
import type { ArrayFile } from "../../../data/formats/array_file.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { findLayout } from "../../../data/layouts/find_layout.ts";
import type { FoundLayout } from "../../../data/layouts/layout.ts";

/** Opens the files, looks for what is what, and closes them. */
export async function foundIn(...paths: readonly string[]): Promise<FoundLayout> {
  const opened: ArrayFile[] = [];
  try {
    for (const path of paths) opened.push(await openArrays(path));
    return await findLayout(opened);
  } finally {
    for (const file of opened) file.close();
  }
}
