/**
 * The images of a run: of a training `images/epoch=04/patch_00012/amplitude.png` and `images/epoch=04/stitched/phase.png`,
 * of an engine `images/iteration=09/object/phase.png` (both count from 0). A file whose path is not exactly of that form was put there by somebody else.
 *
 * @module
 */
import { sweepTemporaries } from "../../data/formats/atomic_write.ts";
import { directoryEntries } from "../../data/files/directory_entries.ts";

/** File names of the images in a folder. */
export const IMAGE_FILES: readonly string[] = ["amplitude", "phase", "observed", "predicted", "difference"].map(
  (name) => `${name}.png`,
);

/** Folder of images of a run. */
export function imageDirectory(runDirectory: string): string {
  return `${runDirectory}/images`;
}

/** Name of the folder of an epoch. */
export function epochFolder(epoch: number): string {
  return `epoch=${String(epoch).padStart(2, "0")}`;
}

/** Name of the folder of an iteration. */
export function iterationFolder(iteration: number): string {
  return `iteration=${String(iteration).padStart(2, "0")}`;
}

/** Epoch or iteration of an image, by its path from the folder of images; -1 where it is of none. */
export function momentOf(path: string): number {
  return Number(/^(?:epoch|iteration)=(\d+)/.exec(path)?.[1] ?? -1);
}

/** Name of the folder of a sample. */
export function patchFolder(sample: number): string {
  return `patch_${String(sample).padStart(5, "0")}`;
}

/** Name of the folder of the whole object. */
export const STITCHED_FOLDER = "stitched";

/** Name of the folder of what an engine has of the object. */
export const OBJECT_FOLDER = "object";

/** Name of the folder of what an engine has of the probe. */
export const PROBE_FOLDER = "probe";

/**
 * Folders in which a run puts images.
 *
 * @param directory The folder of images; one that is not there has none.
 */
export async function imageFolders(directory: string): Promise<string[]> {
  const moments = await foldersIn(directory, MOMENT);
  return (await Promise.all(moments.map((name) =>
    foldersIn(`${directory}/${name}`, GROUP)
      .then((groups) => groups.map((group) => `${directory}/${name}/${group}`))
  ))).flat();
}

/**
 * Removes what a killed program has left half written of images.
 *
 * @param directory The folder of images.
 */
export async function sweepImages(directory: string): Promise<void> {
  for (const folder of await imageFolders(directory)) {
    await sweepTemporaries(folder, (name) => IMAGE_FILES.includes(name));
  }
}

/**
 * Removes images that a run has made, and nothing else; folders that are empty then go too.
 *
 * @param directory The folder of images.
 * @param first Images of earlier epochs or iterations stay.
 * @throws {Error} If one cannot be removed.
 */
export async function removeImages(directory: string, first = 0): Promise<void> {
  const moments = (await foldersIn(directory, MOMENT)).filter((name) => momentOf(name) >= first);
  for (const moment of moments) {
    for (const group of await foldersIn(`${directory}/${moment}`, GROUP)) {
      for (const name of IMAGE_FILES) await removeFile(`${directory}/${moment}/${group}/${name}`);
      await removeIfEmpty(`${directory}/${moment}/${group}`);
    }
    await removeIfEmpty(`${directory}/${moment}`);
  }
  if (moments.length > 0) await removeIfEmpty(directory);
}

// --- internal ---

const MOMENT = /^(epoch|iteration)=(\d{2}|[1-9]\d{2,})$/;
const GROUP = /^(patch_(\d{5}|[1-9]\d{5,})|stitched|object|probe)$/;

async function foldersIn(directory: string, pattern: RegExp): Promise<string[]> {
  const entries = await directoryEntries(directory);
  return entries.filter(({ name, isDirectory }) => isDirectory && pattern.test(name)).map(({ name }) => name);
}

async function removeFile(path: string): Promise<void> {
  try {
    if ((await Deno.lstat(path)).isFile) await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The system removes no directory that somebody else has something in. */
async function removeIfEmpty(directory: string): Promise<void> {
  await Deno.remove(directory).catch(() => undefined);
}
