/**
 * What is found in files, by their paths.
 *
 * @module
 */
import { openFiles } from "../../../data/formats/open/open_files.ts";
import { findLayout } from "../../../data/layouts/find_layout.ts";
import type { FoundLayout } from "../../../data/layouts/layout.ts";

/** Opens the files, looks for what is what, and closes them. */
export async function foundIn(...paths: readonly string[]): Promise<FoundLayout> {
  const files = await openFiles(paths);
  try {
    return await findLayout(files);
  } finally {
    for (const file of files) file.close();
  }
}
