/**
 * The images of a run, `images/epoch=04/patch_00012/amplitude.png` and `images/epoch=04/stitched/phase.png` (epochs count
 * from 0). A file whose path is not exactly of that form was put there by somebody else.
 *
 * @module
 */
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

/** Name of the folder of a sample. */
export function patchFolder(sample: number): string {
  return `patch_${String(sample).padStart(5, "0")}`;
}

/** Name of the folder of the whole object. */
export const STITCHED_FOLDER = "stitched";

/**
 * Folders in which a run puts images.
 *
 * @param directory The folder of images; one that is not there has none.
 */
export async function imageFolders(directory: string): Promise<string[]> {
  const epochs = await foldersIn(directory, EPOCH);
  return (await Promise.all(epochs.map((name) =>
    foldersIn(`${directory}/${name}`, GROUP)
      .then((groups) => groups.map((group) => `${directory}/${name}/${group}`))
  ))).flat();
}

/**
 * Removes images that a run has made, and nothing else; folders that are empty then go too.
 *
 * @param directory The folder of images.
 * @param firstEpoch Images of earlier epochs stay.
 * @throws {Error} If one cannot be removed.
 */
export async function removeImages(directory: string, firstEpoch = 0): Promise<void> {
  const epochs = (await foldersIn(directory, EPOCH)).filter((name) => Number(EPOCH.exec(name)?.[1]) >= firstEpoch);
  for (const epoch of epochs) {
    for (const group of await foldersIn(`${directory}/${epoch}`, GROUP)) {
      for (const name of IMAGE_FILES) await removeFile(`${directory}/${epoch}/${group}/${name}`);
      await removeIfEmpty(`${directory}/${epoch}/${group}`);
    }
    await removeIfEmpty(`${directory}/${epoch}`);
  }
  if (epochs.length > 0) await removeIfEmpty(directory);
}

// --- internal ---

const EPOCH = /^epoch=(\d{2}|[1-9]\d{2,})$/;
const GROUP = /^(patch_(\d{5}|[1-9]\d{5,})|stitched)$/;

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
