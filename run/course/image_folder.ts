/**
 * The images of a run as files: `images/epoch=04/patch_00012/amplitude.png`, `images/iteration=09/object/phase.png`.
 *
 * @module
 */
import { makeDirectory } from "../../data/files/make_directory.ts";
import { removeImages } from "../images/image_files.ts";
import type { LoggedImage } from "../images/logged_image.ts";
import { writeRunFile } from "../run_file.ts";

/** Options of {@link ImageFolder}. */
export interface ImageFolderOptions {
  /** Directory in which the folder of each epoch or iteration is made. */
  readonly directory: string;
  /** Told, once, that an image cannot be written; the run goes on. */
  readonly onWarning: (text: string) => void;
}

/** Writes images, each whole or not at all. */
export class ImageFolder {
  readonly #options: ImageFolderOptions;
  #told = false;

  /** @param options Where, and who is told of problems. */
  constructor(options: ImageFolderOptions) {
    this.#options = options;
  }

  /**
   * Removes the images that a run is going to make again.
   *
   * @param first The first epoch or iteration of them.
   */
  async removeFrom(first: number): Promise<void> {
    await removeImages(this.#options.directory, first);
  }

  /**
   * Writes images.
   *
   * @param folder Folder of their epoch or iteration.
   * @param images The images.
   */
  async write(folder: string, images: readonly LoggedImage[]): Promise<void> {
    const { directory, onWarning } = this.#options;
    try {
      for (const { tag, png } of images) {
        const path = `${directory}/${folder}/${tag}.png`;
        await makeDirectory(path.slice(0, path.lastIndexOf("/")));
        await writeRunFile(path, png);
      }
    } catch (error) {
      if (this.#told) return;
      this.#told = true;
      const problem = error instanceof Error ? error.message : String(error);
      onWarning(`Cannot write images: ${problem}; the run goes on without those that fail`);
    }
  }
}
