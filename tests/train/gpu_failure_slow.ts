/**
 * A GPU that fails while it trains: what it computed is not to be trusted, and nothing of it may reach the disk.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type Accelerator, selectAccelerator } from "../../backend/accelerator.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import { fit } from "../../train/trainer.ts";
import { hasWebgpu } from "../available_accelerators.ts";
import { namesIn, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

const webgpu = await hasWebgpu();

/** The device that tensors are on. */
function device(): GPUDevice {
  return (tf.backend() as tf.KernelBackend & { device: GPUDevice }).device;
}

/** Has the device report an error, as it does after a kernel that went wrong. */
function inject(): void {
  device().createBuffer({ size: 16, usage: 0xffff });
}

/** Trains six batches on the GPU with a checkpoint after the fourth, and must fail. */
async function failingRun(space: Workspace, callback: Callback): Promise<{ error: Error; accelerator: Accelerator }> {
  const accelerator = await selectAccelerator("webgpu");
  const payload = tinyPayload(space, {
    training: { epochs: 1, limitTrainBatches: 6 },
    execution: { checkpointEverySteps: 4, accelerator: "webgpu" },
  });
  return { error: await assertRejects(() => fit(payload, { accelerator, callbacks: [callback] }), Error), accelerator };
}

/** Whether `last` is what was saved after the fourth step, and nothing else is there. */
async function assertFourthStep(space: Workspace): Promise<void> {
  assertEquals(await namesIn(`${space.path}/run/checkpoints`), ["last.safetensors"]);
  const { state } = await readCheckpoint(`${space.path}/run/checkpoints/last.safetensors`);
  assertEquals(state.optimizerStep, 4);
}

const SENTENCE = "Cannot trust results of the GPU as it reported an error";

Deno.test({
  name: "fit() saves nothing after the GPU has reported an error, and a resumed run ends like one without",
  ignore: !webgpu,
  fn: async () => {
    await using space = await workspace();
    const callback: Callback = { name: "fault", onBatchStart: ({ batch }) => batch === 5 ? inject() : undefined };
    const { error } = await failingRun(space, callback);
    assertStringIncludes(error.message, SENTENCE);
    await assertFourthStep(space);
    const record = JSON.parse(await Deno.readTextFile(`${space.path}/run/run.json`));
    assertEquals([record.exitReason, record.error], ["failed", error.message]);

    const payload = tinyPayload(space, { training: { limitTrainBatches: 6 } });
    const options = { accelerator: await selectAccelerator("webgpu") };
    const resumed = await fit(payload, { ...options, resume: `${space.path}/run` });
    const other = tinyPayload(space, {
      training: { limitTrainBatches: 6 },
      execution: { outputDir: `${space.path}/straight` },
    });
    assertEquals(resumed.weights, (await fit(other, options)).weights);
  },
});

for (const [moment, hook] of [["the end of the epoch", "onEpochEnd"], ["another callback", "onBatchEnd"]] as const) {
  Deno.test({
    name: `fit() saves nothing where the GPU reports an error while weights are read, after ${moment}`,
    ignore: !webgpu,
    fn: async () => {
      await using space = await workspace();
      const { data } = tf.Variable.prototype;
      const callback: Callback = {
        name: "fault",
        [hook]: ({ batch = 5 }: { batch?: number }) => {
          if (batch < 5) return;
          tf.Variable.prototype.data = function (this: tf.Variable): ReturnType<typeof data> {
            tf.Variable.prototype.data = data;
            inject();
            return data.call(this);
          } as typeof data;
          if (hook === "onBatchEnd") throw new Error("no luck");
        },
      };
      try {
        const { error } = await failingRun(space, callback);
        assertStringIncludes(error.message, hook === "onEpochEnd" ? SENTENCE : "no luck");
      } finally {
        tf.Variable.prototype.data = data;
      }
      await assertFourthStep(space);
    },
  });
}

for (const [moment, lostAt] of [["right after a checkpoint", 4], ["a step later", 5]] as const) {
  Deno.test({
    name: `fit() says that the device was lost, not what the next kernel throws, ${moment}, and saves nothing`,
    ignore: !webgpu,
    fn: async () => {
      await using space = await workspace();
      const callback: Callback = {
        name: "fault",
        onBatchStart: ({ batch }) => batch === lostAt ? device().destroy() : undefined,
      };
      const { error, accelerator } = await failingRun(space, callback);
      assertStringIncludes(error.message, "Cannot trust results of the GPU as its device was lost");
      await assertFourthStep(space);
      const again = await assertRejects(
        () => fit(tinyPayload(space, { execution: { outputDir: `${space.path}/again` } }), { accelerator }),
        Error,
      );
      assertStringIncludes(again.message, "Cannot trust results of the GPU as its device was lost");
      assertEquals((await selectAccelerator("webgpu")).failure(), null);
    },
  });
}
