import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  createTrainingPayload,
  evaluateHalfScans,
  fit,
  selectAccelerator,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import type { DataInput } from "../../../config/fields/data_input.ts";
import * as tf from "../../../packages/tensorflow.ts";
import { withTempDir } from "../../data/temp_dir.ts";

/** Trains a tiny network by one step on a scan of so many patterns, into `run`. */
async function trained(directory: string, patterns: number, data: DataInput = {}): Promise<string> {
  const scan = `${directory}/scan.npz`;
  await writeScan(scan, simulateScan({ patterns, photons: 1e5 }));
  const { runDirectory } = await fit(
    createTrainingPayload({
      data: { scan, ...data },
      model: { filterScale: 0.125, probeBig: false, cbamEncoder: false },
      training: { epochs: 1, batchSize: 2, limitTrainBatches: 1, valSplit: 0 },
      execution: { outputDir: `${directory}/run`, accelerator: "cpu" },
    }),
    { accelerator: await selectAccelerator("cpu", { threads: 1 }) },
  );
  return runDirectory;
}

for (const gridSize of [1, 2]) {
  Deno.test(`evaluateHalfScans() has a network paint both halves, of groups of ${gridSize ** 2}`, async () => {
    await withTempDir(async (directory) => {
      const run = await trained(directory, 49, { gridSize });
      const tensors = tf.memory().numTensors;
      const shares: number[] = [];
      const found = await evaluateHalfScans(run, { onProgress: ({ done, total }) => shares.push(done / total) });
      assertEquals([tf.memory().numTensors, shares.at(-1)], [tensors, 1]);
      assertEquals([found.kind, found.patterns.toSorted(), found.scan.path], [
        "network",
        [24, 25],
        `${directory}/scan.npz`,
      ]);
      assertMatch(found.by, /run\/checkpoints\/.*\.safetensors$/);
      assertMatch(found.notes.join("\n"), /^one network painted both halves/m);
      assert(found.frc.curve.length > 8);
      // It has hardly learned anything: what looks alike elsewhere is not laid on each other.
      assertEquals(found.shift, { y: 0, x: 0 });
      // It is the training's: another that takes the directory removes it.
      const products = await Deno.readTextFile(`${run}/products.jsonl`);
      assertMatch(products, /half_scans\.png[^]*"scan"/);
      const again = await evaluateHalfScans(run, { outputDir: `${directory}/out` });
      assertEquals(again.frc, found.frc);
    });
  });
}

Deno.test("evaluateHalfScans() tells in one line that patterns of a half form no groups for the network", async () => {
  await withTempDir(async (directory) => {
    const run = await trained(directory, 49, { gridSize: 3, neighbors: 12 });
    const few = `${directory}/few.npz`;
    await writeScan(few, simulateScan({ patterns: 16, photons: 1e5 }));
    const error = await assertRejects(
      () => evaluateHalfScans(run, { scan: few, outputDir: `${directory}/out` }),
      RangeError,
    );
    assertMatch(
      error.message,
      /^Cannot reconstruct halves of .*few\.npz as each has half of the patterns: Cannot form groups of 9 .*$/,
    );
    assertEquals(await Deno.stat(`${directory}/out`).catch(() => null), null);
  });
});
