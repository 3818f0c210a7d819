import { assertEquals } from "@std/assert";
import { fit } from "../../../train/trainer.ts";
import { imageFolders, removeImages } from "../../../run/images/image_files.ts";
import { CPU, namesIn, tinyPayload, workspace } from "../../train/tiny_run.ts";

Deno.test("removeImages() removes every image that a training writes", async () => {
  await using space = await workspace();
  const execution = { reconLogEvery: 1, reconLogPatches: 1, reconLogStitch: true };
  const { runDirectory } = await fit(tinyPayload(space, { execution }), { accelerator: CPU });
  const images = `${runDirectory}/images`;
  assertEquals((await imageFolders(images)).length, 2);
  await removeImages(images, 1);
  assertEquals(await namesIn(images), ["epoch=00"]);
  await removeImages(images);
  assertEquals((await namesIn(runDirectory)).includes("images"), false);
});
