/**
 * The images that lie in the directory of a run: those of its newest epoch that has some, and those that were made of its
 * network.
 *
 * @module
 */
import { directoryEntries } from "../../data/files/directory_entries.ts";
import { IMAGE_FILES, imageDirectory, imageFolders, momentOf } from "../../run/images/image_files.ts";

/** An image of a run. */
export interface RunImage {
  /** The file, relative to the run's directory, with slashes. */
  readonly path: string;
  /** When it was written, in milliseconds since 1970. */
  readonly written: number;
}

/** Images that are shown together. */
export interface RunImages {
  /** Their folder, relative to the run's directory; empty where they lie in that. */
  readonly folder: string;
  /** At least one. */
  readonly images: readonly RunImage[];
}

/** Folders of images that are shown at most. */
export const MOST_FOLDERS = 4;

/**
 * Lists the images of a run. Links, and files of other names, are none of them.
 *
 * @param directory Directory of the run.
 * @returns At most {@link MOST_FOLDERS} folders of them, the newest first.
 */
export async function runImages(directory: string): Promise<readonly RunImages[]> {
  const folders = await Promise.all(
    [...await logged(directory), ...await made(directory)].map(async ({ folder, names }) => {
      const images = await Promise.all(
        names.map((name) => imageAt(directory, folder === "" ? name : `${folder}/${name}`)),
      );
      return { folder, images: images.filter((image) => image !== null) };
    }),
  );
  return folders.filter(({ images }) => images.length > 0).sort((a, b) => newest(b) - newest(a)).slice(0, MOST_FOLDERS);
}

/** When the newest of images was written, in milliseconds since 1970. */
export function newest({ images }: RunImages): number {
  return Math.max(...images.map(({ written }) => written));
}

// --- internal ---

interface Folder {
  readonly folder: string;
  /** What may be in it. */
  readonly names: readonly string[];
}

/** What `infer`, `train` and `evaluate` write of an object. */
const MADE = ["results.png", "reconstructed_amplitude.png", "reconstructed_phase.png", "comparison.png"];

async function made(directory: string): Promise<Folder[]> {
  const inside = (await directoryEntries(directory)).filter(({ isDirectory }) => isDirectory);
  const others = inside.map(({ name }) => name).filter((name) => name !== "images" && name !== "checkpoints");
  return ["", ...others].map((folder) => ({ folder, names: MADE }));
}

/** Images of the last epoch, a folder a patch, those of the whole object first; or of the last iteration of an engine. */
async function logged(directory: string): Promise<Folder[]> {
  const root = imageDirectory(directory);
  const folders = (await imageFolders(root)).map((path) => path.slice(root.length + 1));
  const last = Math.max(...folders.map(momentOf));
  return folders.filter((path) => momentOf(path) === last).sort().reverse().map((path) => ({
    folder: `images/${path}`,
    names: IMAGE_FILES,
  }));
}

async function imageAt(directory: string, path: string): Promise<RunImage | null> {
  const stat = await Deno.lstat(`${directory}/${path}`).catch(() => null);
  return stat?.isFile ? { path, written: stat.mtime?.getTime() ?? 0 } : null;
}
