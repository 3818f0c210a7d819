/**
 * The directory of a run, as it lies on disk: `payload.json`, `run.json`, `metrics.csv` and `checkpoints/`. A directory
 * holds one run; another one is only written into it where the user says so.
 *
 * @module
 */
import type { TrainingPayload } from "../config/payload.ts";
import { sweepTemporaries } from "../data/formats/atomic_write.ts";
import { directoryEntries } from "../data/files/directory_entries.ts";
import { systemReason } from "../data/files/system_reason.ts";
import { checkpointDirectory, checkpointNames, isCheckpointName } from "./checkpoint_names.ts";
import { imageDirectory, removeImages, sweepImages } from "./images/image_files.ts";
import { removeProducts } from "./products.ts";
import { writeRunFile } from "./run_file.ts";
import { isRunFile, requireRunFiles } from "./run_files.ts";
import type { RunLock } from "./run_lock.ts";
import { removeRequests } from "./run_requests.ts";

/** Options of {@link openRunDirectory}. */
export interface OpenRunOptions {
  /**
   * Go on with the run that is there.
   *
   * @default {false}
   */
  readonly resume?: boolean;
  /**
   * Remove the run that is there.
   *
   * @default {false}
   */
  readonly overwrite?: boolean;
  /** Taken before anything is written. */
  readonly lock?: RunLock;
}

/**
 * Makes the directory of a run ready and writes its payload.
 *
 * @param directory The directory; created.
 * @param payload Written to `payload.json`.
 * @param options What to do with a run that is already there.
 * @throws {Error} If the directory holds a run and neither option is given, another training writes to it, or it cannot be
 * written to.
 */
export async function openRunDirectory(
  directory: string,
  payload: TrainingPayload,
  options: OpenRunOptions = {},
): Promise<void> {
  const { resume = false, overwrite = false } = options;
  await makeDirectory(directory);
  await options.lock?.take();
  // Another training may have begun here since this was asked first.
  await refuseTakenDirectory(directory, options);
  if (overwrite && !resume) await removeRun(directory);
  await sweepRun(directory);
  await removeRequests(directory);
  await writeRunFile(`${directory}/payload.json`, JSON.stringify(payload, null, 2) + "\n");
}

/**
 * Refuses a directory that already holds a run, or something else in the place of a run's file. Cheap, so that it can be
 * asked before a scan is read.
 *
 * @param directory The directory.
 * @param options With either of them set, a run is not refused.
 * @throws {Error} Naming the directory and the remedies.
 */
export async function refuseTakenDirectory(directory: string, options: OpenRunOptions = {}): Promise<void> {
  await requireRunFiles(directory);
  if (options.resume || options.overwrite) return;
  const checkpoints = (await names(checkpointDirectory(directory))).filter((name) => name.endsWith(".safetensors"));
  if (checkpoints.length === 0 && (await runFiles(directory)).length === 0) return;
  throw new Error(
    `Cannot start a run in ${directory} as it already holds one: ` +
      `choose another execution.outputDir, resume the run, or overwrite it`,
  );
}

// --- internal ---

async function runFiles(directory: string): Promise<string[]> {
  return (await names(directory)).filter(isRunFile).map((name) => `${directory}/${name}`);
}

/**
 * Removes what a run has written and what was made of its network, and nothing else; folders of images that are empty then
 * go too.
 */
async function removeRun(directory: string): Promise<void> {
  await removeProducts(directory);
  const folder = checkpointDirectory(directory);
  const checkpoints = (await checkpointNames(folder)).map((name) => `${folder}/${name}`);
  for (const path of [...await runFiles(directory), ...checkpoints]) await Deno.remove(path);
  await removeImages(imageDirectory(directory));
}

/** Removes what a killed program has left half written. */
async function sweepRun(directory: string): Promise<void> {
  await sweepTemporaries(directory, (name) => isRunFile(name) || name === "report.html");
  await sweepTemporaries(checkpointDirectory(directory), isCheckpointName);
  await sweepImages(imageDirectory(directory));
}

async function names(directory: string): Promise<string[]> {
  return (await directoryEntries(directory)).filter(({ isFile }) => isFile).map(({ name }) => name);
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await Deno.mkdir(directory, { recursive: true });
  } catch (cause) {
    const problem = systemReason(cause);
    throw new Error(
      `Cannot create the run directory ${directory} as it must be a directory that can be written to: ${problem}`,
      { cause },
    );
  }
}
