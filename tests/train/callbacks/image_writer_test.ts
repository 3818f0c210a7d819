import { assertEquals, assertStringIncludes, fail } from "@std/assert";
import { createImageWriter } from "../../../train/callbacks/image_writer.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { namesIn } from "../tiny_run.ts";

Deno.test("createImageWriter() writes the images of each epoch into a folder of its own", async () => {
  await withTempDir(async (directory) => {
    const writer = createImageWriter({ directory: `${directory}/images`, onWarning: fail });
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

Deno.test("createImageWriter() removes the images of epochs that a resumed run repeats, and nothing else", async () => {
  await withTempDir(async (directory) => {
    const paths = ["epoch=03/stitched/phase.png", "epoch=04/patch_00012/phase.png", "epoch=104/stitched/phase.png"];
    const own = [
      "epoch=04/patch_00012/my notes.txt",
      "epoch=04/patch_00012/annotated.png",
      "epoch=05",
      "epoch=06 old/stitched/phase.png",
      "epoch=7/stitched/phase.png",
    ];
    for (const path of [...paths, ...own]) {
      await Deno.mkdir(`${directory}/images/${path.slice(0, Math.max(0, path.lastIndexOf("/")))}`, { recursive: true });
      await Deno.writeTextFile(`${directory}/images/${path}`, "");
    }
    const writer = createImageWriter({ directory: `${directory}/images`, onWarning: fail });
    const counts = {
      epochs: 9,
      firstEpoch: 4,
      firstBatch: 1,
      batches: 2,
      samples: 2,
      channels: 1,
      validationSamples: 0,
    };
    await writer.onFitStart?.({ runDirectory: directory, ...counts, warnings: [] });
    assertEquals(await namesIn(`${directory}/images`), ["epoch=03", "epoch=04", "epoch=05", "epoch=06 old", "epoch=7"]);
    assertEquals(await namesIn(`${directory}/images/epoch=04/patch_00012`), ["annotated.png", "my notes.txt"]);
  });
});

Deno.test("createImageWriter() says once that it cannot write, and lets the training go on", async () => {
  await withTempDir(async (directory) => {
    await Deno.writeTextFile(`${directory}/images`, "in the way");
    const warnings: string[] = [];
    const writer = createImageWriter({ directory: `${directory}/images`, onWarning: (text) => warnings.push(text) });
    const images = [{ tag: "stitched/phase", height: 1, width: 1, png: Uint8Array.of(1) }];
    for (const epoch of [0, 1]) await writer.onImages?.({ epoch, steps: 1, images });
    assertEquals(warnings.length, 1);
    assertStringIncludes(warnings[0] ?? "", `${directory}/images/epoch=00`);
  });
});
