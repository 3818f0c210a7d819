/**
 * The images of a run, as another program reads them.
 *
 * @module
 */
import { decode } from "fast-png";
import { namesIn } from "../../train/tiny_run.ts";

/** Size of an image, and how many grey levels are in it. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  readonly levels: number;
}

/** Reads the images in a folder of images, by their path in it without `.png`, sorted. */
export async function readImages(directory: string): Promise<ReadonlyMap<string, ImageFacts>> {
  const found = new Map<string, ImageFacts>();
  for (const moment of await namesIn(directory)) {
    for (const group of await namesIn(`${directory}/${moment}`)) {
      for (const name of await namesIn(`${directory}/${moment}/${group}`)) {
        const { width, height, data } = decode(await Deno.readFile(`${directory}/${moment}/${group}/${name}`));
        found.set(`${moment}/${group}/${name.replace(/\.png$/, "")}`, { width, height, levels: new Set(data).size });
      }
    }
  }
  return found;
}
