import { assertEquals } from "@std/assert";
import { createImageWriter } from "../../train/image_writer.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { namesIn } from "./tiny_run.ts";

Deno.test("createImageWriter() writes the images of each epoch into a folder of its own", async () => {
  await withTempDir(async (directory) => {
    const writer = createImageWriter({ directory: `${directory}/images` });
    const image = (tag: string, byte: number): { tag: string; height: 1; width: 1; png: Uint8Array<ArrayBuffer> } => ({
      ...{ tag, height: 1, width: 1 },
      png: Uint8Array.of(byte),
    });
    const images = [image("patch_00012/amplitude", 1), image("patch_00012/phase", 2), image("stitched/phase", 3)];
    await writer.onImages?.({ epoch: 4, steps: 10, images });
    await writer.onImages?.({ epoch: 104, steps: 10, images: [image("stitched/phase", 4)] });
    // A resumed run makes some of them once more.
    await writer.onImages?.({ epoch: 4, steps: 10, images: [image("patch_00012/phase", 5)] });
    assertEquals(await namesIn(`${directory}/images`), ["epoch=04", "epoch=104"]);
    assertEquals(await namesIn(`${directory}/images/epoch=04/patch_00012`), ["amplitude.png", "phase.png"]);
    const bytes = async (path: string): Promise<number[]> => [...await Deno.readFile(`${directory}/images/${path}`)];
    assertEquals(await bytes("epoch=04/patch_00012/amplitude.png"), [1]);
    assertEquals(await bytes("epoch=04/patch_00012/phase.png"), [5]);
    assertEquals(await bytes("epoch=104/stitched/phase.png"), [4]);
  });
});
