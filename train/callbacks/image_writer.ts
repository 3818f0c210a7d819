/**
 * Images of a training as files, `images/epoch=04/patch_00012/amplitude.png`, epochs counted from 0.
 *
 * @module
 */
import { dirname } from "node:path";
import type { Callback } from "./callback.ts";
import { writeRunFile } from "../../run/run_file.ts";

/** Options of {@link createImageWriter}. */
export interface ImageWriterOptions {
  /** Directory in which the folder of each epoch is made. */
  readonly directory: string;
  /** Told, once, that an image cannot be written; the training goes on. */
  readonly onWarning: (text: string) => void;
}

/**
 * A callback that writes every image it is shown, atomically. Where a run is resumed, images of the epochs that will be
 * repeated are removed.
 *
 * @param options Where, and who is told of problems.
 * @returns The callback.
 */
export function createImageWriter({ directory, onWarning }: ImageWriterOptions): Callback {
  let told = false;
  return {
    name: "image writer",
    async onFitStart({ firstEpoch }): Promise<void> {
      const folders = await entriesIn(directory, ({ name, isDirectory }) => isDirectory && EPOCH.test(name));
      const repeated = folders.filter((name) => Number(EPOCH.exec(name)?.[1]) >= firstEpoch);
      for (const name of repeated) await removeImages(`${directory}/${name}`);
    },
    async onImages({ epoch, images }): Promise<void> {
      try {
        for (const { tag, png } of images) {
          const path = `${directory}/${folderOf(epoch)}/${tag}.png`;
          await Deno.mkdir(dirname(path), { recursive: true });
          await writeRunFile(path, png);
        }
      } catch (error) {
        if (told) return;
        told = true;
        const problem = error instanceof Error ? error.message : String(error);
        onWarning(`Cannot write images: ${problem}; the training goes on without those that fail`);
      }
    },
  };
}

// --- internal ---

/** Folders in that of an epoch that a training writes. */
const IMAGES = /^(patch_\d{5,}|stitched)$/;

const EPOCH = /^epoch=(\d+)$/;

function folderOf(epoch: number): string {
  return `epoch=${String(epoch).padStart(2, "0")}`;
}

/** Whatever else somebody has put there stays, and its folder with it. */
async function removeImages(folder: string): Promise<void> {
  const groups = await entriesIn(folder, ({ name, isDirectory }) => isDirectory && IMAGES.test(name));
  for (const group of groups) {
    const images = await entriesIn(`${folder}/${group}`, ({ name, isFile }) => isFile && name.endsWith(".png"));
    for (const name of images) await Deno.remove(`${folder}/${group}/${name}`);
    await removeIfEmpty(`${folder}/${group}`);
  }
  await removeIfEmpty(folder);
}

async function entriesIn(directory: string, wanted: (entry: Deno.DirEntry) => boolean): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(directory))).filter(wanted).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}

async function removeIfEmpty(directory: string): Promise<void> {
  if ((await entriesIn(directory, () => true)).length === 0) await Deno.remove(directory);
}
