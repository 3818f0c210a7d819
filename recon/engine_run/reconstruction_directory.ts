/**
 * The directory of a reconstruction by an engine: whose it may be.
 *
 * @module
 */
import { directoryEntries } from "../../data/files/directory_entries.ts";
import { isRunFile, requireRunFiles } from "../../run/run_files.ts";
import { isReconstruction } from "../../run/run_payload.ts";
import { OUTPUT_FILES } from "../output_directory.ts";

/**
 * Refuses a directory that holds a run or an image, or something else in the place of a file. Cheap, so that it can be
 * asked before a scan is read.
 *
 * @param directory The directory.
 * @param overwrite Whether an earlier reconstruction, or an image, may be replaced; a training may not.
 * @throws {Error} Naming the directory and the remedies.
 */
export async function refuseTakenDirectory(directory: string, overwrite: boolean): Promise<void> {
  await requireRunFiles(directory);
  const names = (await directoryEntries(directory)).map(({ name }) => name);
  const files = names.filter((name) => isRunFile(name) || IMAGE_FILES.includes(name));
  if (names.includes("checkpoints") || files.some(isRunFile) && !await isReconstruction(directory)) {
    throw new Error(
      `Cannot reconstruct into ${directory} as it holds a training: choose another execution.outputDir`,
    );
  }
  if (files.length === 0 || overwrite) return;
  throw new Error(
    `Cannot reconstruct into ${directory} as it already holds ${files[0]}: choose another execution.outputDir, or ` +
      "overwrite it",
  );
}

// --- internal ---

const IMAGE_FILES: readonly string[] = Object.values(OUTPUT_FILES);
