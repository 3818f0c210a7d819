/**
 * Images of an engine as files, `images/iteration=09/object/amplitude.png`, iterations counted from 0.
 *
 * @module
 */
import { ImageFolder, type ImageFolderOptions } from "../../../run/course/image_folder.ts";
import { iterationFolder } from "../../../run/images/image_files.ts";
import type { EngineCallback } from "./engine_callback.ts";

/**
 * A callback that writes every image it is shown. Where a run goes on, images of the iterations that come again are removed.
 *
 * @param options Where, and who is told of problems.
 */
export function engineImageWriter(options: ImageFolderOptions): EngineCallback {
  const folder = new ImageFolder(options);
  return {
    name: "image writer",
    onRunStart: ({ firstIteration }) => folder.removeFrom(firstIteration),
    onImages: ({ iteration, images }) => folder.write(iterationFolder(iteration), images),
  };
}
