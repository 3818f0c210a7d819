import * as tf from "@tensorflow/tfjs";
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import type { SectionsInput } from "../../../config/fields/sections.ts";
import { fit } from "../../../train/trainer.ts";
import { tensorsPerParameter } from "../../../train/optimizer/tensors_per_parameter.ts";
import { CPU, namesIn, tinyPayload, workspace } from "../tiny_run.ts";

Deno.test("fit() refuses a network whose optimizer state does not fit, before it reads a scan or writes a file", async () => {
  await using space = await workspace(1);
  // The weights alone would fit: 2.3 GiB of 4.
  const payload = tinyPayload(space, { data: { scan: `${space.path}/none.npz` }, model: { filterScale: 32 } });
  await assertRejects(
    () => fit(payload, { accelerator: CPU }),
    RangeError,
    "parameters, 4 tensors each, must fit into 4096 MiB of the accelerator: current value is",
  );
  assertEquals(await namesIn(space.path), ["scan.npz"]);
});

Deno.test("tensorsPerParameter() is what a training holds at most, in tensors of the size of its parameters", async () => {
  await using space = await workspace(4);
  const trainings: SectionsInput["training"][] = [
    {},
    { optimizer: "sgd", momentum: 0 },
    { optimizer: "sgd", accumulate: 2, emaDecay: 0.5 },
    { accumulate: { 0: 1, 1: 2 } },
  ];
  const counts = trainings.map((training) => tensorsPerParameter(createTrainingPayload({ training }).training));
  assertEquals(counts, [4, 2, 5, 5]);
  // Held after a step, beside what all trainings hold; gradients live within it.
  const held: number[] = [];
  for (const training of trainings.slice(0, 3)) {
    const payload = tinyPayload(space, { training: { ...training, limitTrainBatches: 2 } });
    const { numBytes } = tf.memory();
    let most = NaN;
    const onBatchEnd = (): void => void (most = tf.memory().numBytes - numBytes);
    const { weights } = await fit(payload, {
      accelerator: CPU,
      overwrite: true,
      callbacks: [{ name: "witness", onBatchEnd }],
    });
    held.push(most / [...weights.values()].reduce((sum, { data }) => sum + data.byteLength, 0));
  }
  const [adam = NaN, plain = NaN, averaged = NaN] = held;
  assertAlmostEquals(adam - plain, 2, 0.1);
  // The moment, the average and the sums.
  assertAlmostEquals(averaged - plain, 3, 0.1);
});
