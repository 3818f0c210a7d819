/**
 * Images of a training as files, `images/epoch=04/patch_00012/amplitude.png`, epochs counted from 0.
 *
 * @module
 */
import { makeDirectory } from "../../data/files/make_directory.ts";
import { dirname } from "node:path";
import type { Callback } from "./callback.ts";
import { epochFolder, removeImages } from "../../run/images/image_files.ts";
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
export function createImageWriter({ directory, onWarning }: ImageWriterOptions): Callback<string> {
  let told = false;
  return {
    name: "image writer",
    onFitStart: ({ firstEpoch }) => removeImages(directory, firstEpoch),
    async onImages({ epoch, images }): Promise<void> {
      try {
        for (const { tag, png } of images) {
          const path = `${directory}/${epochFolder(epoch)}/${tag}.png`;
          await makeDirectory(dirname(path));
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
