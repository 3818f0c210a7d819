/**
 * Files of a run with their sizes.
 *
 * @module
 */
import { directoryEntries } from "../../../data/files/directory_entries.ts";

/** A file in the directory of a run. */
export interface ReportedFile {
  /** Relative to the run's directory, with slashes. */
  readonly path: string;
  /** Its size. */
  readonly bytes: number;
}

/**
 * Lists the files of a run: those in its directory and in the folders of it, by their names.
 *
 * @param directory Directory of the run; one that is not there has none.
 * @returns At most 500 of them; deeper folders, and links, are left out.
 */
export async function readReportedFiles(directory: string): Promise<readonly ReportedFile[]> {
  const files: ReportedFile[] = [];
  for (const folder of ["", ...await foldersIn(directory)]) {
    for (const { name, isFile } of await directoryEntries(`${directory}/${folder}`)) {
      if (!isFile || files.length >= MOST_FILES) continue;
      const stat = await Deno.lstat(`${directory}/${folder}${name}`).catch(() => null);
      if (stat) files.push({ path: `${folder}${name}`, bytes: stat.size });
    }
  }
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

// --- internal ---

const MOST_FILES = 500;

async function foldersIn(directory: string): Promise<string[]> {
  return (await directoryEntries(directory)).filter(({ isDirectory }) => isDirectory).map(({ name }) => `${name}/`);
}
