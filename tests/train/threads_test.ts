/**
 * Training on threads of the CPU: the same bits, and nothing left behind.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { openCpu } from "../../backend/cpu/open_cpu.ts";
import { prepareStep } from "../../bench/step/training_step.ts";
import { fit } from "../../train/trainer.ts";
import { tinyPayload, workspace } from "./tiny_run.ts";

Deno.test("fit() gives the same bits whatever the number of threads", async () => {
  await using space = await workspace();
  const weightsOn = async (threads: number): Promise<[string, Float32Array][]> => {
    const payload = tinyPayload(space, {
      // Wide enough for work to be shared, and for Winograd's transforms.
      model: { filterScale: 0.25 },
      training: { batchSize: 2, limitTrainBatches: 3 },
      execution: { outputDir: `${space.path}/${threads}`, checkpointing: false, threads },
    });
    const { weights, steps } = await fit(payload, { accelerator: await selectAccelerator("cpu", { threads }) });
    assertEquals(steps, 3);
    return [...weights].map(([name, { data }]) => [name, data]);
  };
  const alone = await weightsOn(1);
  for (const threads of [2, 3]) {
    const together = new Map(await weightsOn(threads));
    const other = alone.filter(([name, data]) =>
      !data.every((value, at) => Object.is(value, together.get(name)?.[at]))
    );
    assertEquals(other.map(([name]) => name), [], `${threads} threads`);
  }
});

Deno.test("a training step leaves memory, tensors and threads as they were", async () => {
  const backend = await openCpu({ threads: 2 });
  await selectAccelerator("cpu", { threads: 2 });
  const held = (): unknown => [backend.bytes, tf.memory().numTensors, backend.pool.threads];
  const { step, parameters } = prepareStep({ patchSize: 64, filterScale: 0.125, batchSize: 2 });
  assert(parameters > 0);
  await step();
  const after = held();
  for (let round = 0; round < 60; round++) await step();
  assertEquals(held(), after);
});
