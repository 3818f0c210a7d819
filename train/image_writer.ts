/**
 * Images of a training as files, `images/epoch=04/patch_00012/amplitude.png`, epochs counted from 0.
 *
 * @module
 */
import { dirname } from "node:path";
import type { Callback } from "./callback.ts";
import { writeRunFile } from "./run_file.ts";

/**
 * A callback that writes every image it is shown, atomically.
 *
 * @param options Directory in which the folder of each epoch is made.
 * @returns The callback.
 */
export function createImageWriter({ directory }: { readonly directory: string }): Callback {
  return {
    name: "image writer",
    async onImages({ epoch, images }): Promise<void> {
      for (const { tag, png } of images) {
        const path = `${directory}/epoch=${String(epoch).padStart(2, "0")}/${tag}.png`;
        await Deno.mkdir(dirname(path), { recursive: true });
        await writeRunFile(path, png);
      }
    },
  };
}
