/**
 * Trainings of scans whose patterns stay in their file.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { SectionsInput } from "../../config/fields/sections.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import { workspace } from "./tiny_run.ts";
import { trained, untimed } from "./trained.ts";

const training = { epochs: 2, batchSize: 2, limitTrainBatches: 3, valSplit: 0.3 };

function withCache(frameCache: number | null, workers = 0): SectionsInput {
  return { training, execution: { frameCache, workers, reconLogEvery: 1, reconLogPatches: 1 } };
}

Deno.test("fit() learns the same bits of patterns that stay in their file, and logs the same images", async () => {
  await using space = await workspace();
  const held = await trained(space, withCache(null));
  const images = await Deno.readDirSync(`${held.runDirectory}/images`).toArray().length;
  assert(images > 0);
  for (const workers of [0, 1]) {
    const read = await trained(space, withCache(0, workers));
    assertEquals([read.values, untimed(read)], [held.values, untimed(held)]);
  }
});

Deno.test("fit() ends with a sentence where the file goes during the training, and is resumed when it is back", async () => {
  await using space = await workspace();
  const [scan, away] = [`${space.path}/scan.npz`, `${space.path}/away.npz`];
  const straight = await trained(space, withCache(0));
  const outputDir = `${space.path}/failing`;
  const sections = withCache(0);
  const thief: Callback = {
    name: "thief",
    onBatchStart: async ({ epoch, batch }) => {
      if (epoch === 1 && batch === 1) await Deno.rename(scan, away);
    },
  };
  const failing = { ...sections, execution: { ...sections.execution, outputDir } };
  const { message } = await assertRejects(() => trained(space, failing, { callbacks: [thief] }), Error);
  assertEquals(message, `Cannot read patterns of ${scan} as the file is gone: put it back`);
  assertEquals(JSON.parse(await Deno.readTextFile(`${outputDir}/run.json`)).exitReason, "failed");
  await Deno.rename(away, scan);
  const resumed = await trained(space, failing, { resume: outputDir });
  assertEquals([resumed.values, untimed(resumed)], [straight.values, untimed(straight)]);
});
