/**
 * Images of a training as files, `images/epoch=04/patch_00012/amplitude.png`, epochs counted from 0.
 *
 * @module
 */
import { ImageFolder, type ImageFolderOptions } from "../../run/course/image_folder.ts";
import { epochFolder } from "../../run/images/image_files.ts";
import type { Callback } from "./callback.ts";

/**
 * A callback that writes every image it is shown, atomically. Where a run is resumed, images of the epochs that will be
 * repeated are removed.
 *
 * @param options Where, and who is told of problems.
 * @returns The callback.
 */
export function createImageWriter(options: ImageFolderOptions): Callback<string> {
  const folder = new ImageFolder(options);
  return {
    name: "image writer",
    onFitStart: ({ firstEpoch }) => folder.removeFrom(firstEpoch),
    onImages: ({ epoch, images }) => folder.write(epochFolder(epoch), images),
  };
}
