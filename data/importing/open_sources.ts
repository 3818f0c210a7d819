/**
 * The files of an import: those that are named, and those that a dataset is named in.
 *
 * @module
 */
import type { ImportPayload } from "../../config/payload.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { openFiles } from "../formats/open/open_files.ts";
import { baseName } from "../layouts/contents/dataset_name.ts";
import { DATASET_FIELDS } from "../layouts/combine_parts.ts";

/** Open files. Close them, or declare them with `await using`. */
export class OpenSources implements AsyncDisposable {
  /** In the order in which datasets are looked for; images of a series of files are one. */
  readonly files: readonly ArrayFile[];

  private constructor(files: readonly ArrayFile[]) {
    this.files = files;
  }

  /**
   * Opens the files of an import.
   *
   * @param payload The import. Where a dataset is FILE:DATASET, or FILE alone, of a file that is not among its files, that
   * is opened, too.
   * @throws {Error} If there are none, or one cannot be read.
   */
  static async open({ import: fields }: ImportPayload): Promise<OpenSources> {
    const named = fields.files ?? [];
    if (named.length === 0) throw new TypeError("Cannot import as no file is named: set import.files");
    const paths = [...named];
    for (const field of DATASET_FIELDS) {
      const path = await fileIn(fields[field]);
      if (path !== null && !paths.some((known) => known === path || baseName(known) === path)) paths.push(path);
    }
    return new OpenSources(await openFiles(paths));
  }

  /** Closes all files. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.files) await file[Symbol.asyncDispose]();
  }
}

/**
 * The dataset of a field in the words of {@link datasetOf}: of a file that holds one array alone, its name stands for it.
 *
 * @param files The open files.
 * @param name DATASET, FILE:DATASET, or FILE.
 */
export function datasetIn(files: readonly ArrayFile[], name: string): string {
  const file = files.find(({ path }) => path === name || baseName(path) === name);
  const [key, ...more] = file?.keys ?? [];
  return key === undefined || more.length > 0 ? name : `${name}:${key}`;
}

// --- internal ---

/** The file that a dataset is named in, if there is one. */
async function fileIn(dataset: string | null): Promise<string | null> {
  if (dataset === null) return null;
  const parts = dataset.split(":");
  for (let count = parts.length; count > 0; count--) {
    const path = parts.slice(0, count).join(":");
    if (path !== "" && /[./\\]/.test(path) && await isFile(path)) return path;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((found) => found.isFile, () => false);
}
