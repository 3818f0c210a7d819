/**
 * The directory of a reconstruction by an engine: whose it may be, and what of an earlier one goes.
 *
 * @module
 */
import { directoryEntries } from "../../data/files/directory_entries.ts";
import { sweepTemporaries } from "../../data/formats/atomic_write.ts";
import { systemReason } from "../../data/files/system_reason.ts";
import { checkpointDirectory, LAST_CHECKPOINT } from "../../run/checkpoint_names.ts";
import { imageDirectory, removeImages, sweepImages } from "../../run/images/image_files.ts";
import { PRODUCTS_FILE, removeProducts } from "../../run/products.ts";
import { isRunFile, requireRunFiles } from "../../run/run_files.ts";
import type { RunLock } from "../../run/run_lock.ts";
import { isReconstruction } from "../../run/run_payload.ts";
import { removeRequests } from "../../run/run_requests.ts";
import { OUTPUT_FILES, OutputDirectory } from "../output_directory.ts";

/** What becomes of a reconstruction that is in the directory. */
export interface OpenReconstructionOptions {
  /** Go on with it. */
  readonly resume: boolean;
  /** Remove it. */
  readonly overwrite: boolean;
}

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
  const isRun = names.includes("checkpoints") || files.some(isRunFile);
  if (isRun && !await isReconstruction(directory)) {
    throw new Error(
      `Cannot reconstruct into ${directory} as it holds a training: choose another execution.outputDir`,
    );
  }
  const [taken = isRun ? "checkpoints" : null] = files;
  if (taken === null || overwrite) return;
  throw new Error(
    `Cannot reconstruct into ${directory} as it already holds ${taken}: choose another execution.outputDir, ` +
      `${isRun ? "resume the run, or" : "or"} overwrite it`,
  );
}

/**
 * Makes the directory ready: what a killed program left half written goes, and with `overwrite` the checkpoint and the
 * lines of the run that is replaced.
 *
 * @param directory The directory; created.
 * @param lock That of the directory, to be taken.
 * @param options What becomes of a reconstruction that is there.
 * @throws {Error} If it is taken, another run writes to it, or it cannot be written to.
 */
export async function openReconstruction(
  directory: string,
  lock: RunLock,
  { resume, overwrite }: OpenReconstructionOptions,
): Promise<OutputDirectory> {
  const output = await OutputDirectory.open(directory);
  try {
    await lock.take();
    // Another run may have begun here since this was asked first.
    if (!resume) await refuseTakenDirectory(directory, overwrite);
  } catch (error) {
    await output.abandon();
    throw error;
  }
  await sweepTemporaries(directory, isRunFile);
  await sweepTemporaries(checkpointDirectory(directory), (name) => name === LAST_CHECKPOINT);
  await sweepImages(imageDirectory(directory));
  await removeRequests(directory);
  if (!resume) await removeState(directory);
  return output;
}

/**
 * Removes what others made of the image and put into the directory: reports, comparisons, half scans.
 *
 * @param directory The directory.
 * @throws {Error} If one cannot be removed.
 */
export async function removeMade(directory: string): Promise<void> {
  await removeProducts(directory);
  await Deno.remove(`${directory}/${PRODUCTS_FILE}`).catch(() => undefined);
}

// --- internal ---

const IMAGE_FILES: readonly string[] = Object.values(OUTPUT_FILES);

/** What every run writes anew, and what says which files others made of it. */
const KEPT: readonly string[] = ["payload.json", "run.json", "metrics.csv", PRODUCTS_FILE];

/** What the next run may not write anew. */
async function removeState(directory: string): Promise<void> {
  const folder = checkpointDirectory(directory);
  const names = (await directoryEntries(directory)).filter(({ name, isFile }) =>
    isFile && isRunFile(name) && !KEPT.includes(name)
  );
  await removeImages(imageDirectory(directory));
  for (const path of [`${folder}/${LAST_CHECKPOINT}`, ...names.map(({ name }) => `${directory}/${name}`)]) {
    await Deno.remove(path).catch((cause) => {
      if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) return;
      throw new Error(`Cannot remove ${path} of the run before as ${systemReason(cause)}`, { cause });
    });
  }
  // The system removes no directory that somebody else has something in.
  await Deno.remove(folder).catch(() => undefined);
}
