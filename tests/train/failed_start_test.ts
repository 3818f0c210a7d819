/**
 * Trainings that cannot begin: nothing may stay on the accelerator, and no kernel wrapped.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { wrapKernels } from "../../backend/wrap_kernels.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { encodeCheckpoint, readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import { writeRunFile } from "../../run/run_file.ts";
import type { FitOptions } from "../../train/fit_options.ts";
import { fit } from "../../train/trainer.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

/** A start that must fail, leaving as many tensors and the kernels that there were. */
async function failsCleanly(space: Workspace, sections: SectionsInput, options: Partial<FitOptions>): Promise<Error> {
  const execution = { profile: true, outputDir: `${space.path}/${crypto.randomUUID()}`, ...sections.execution };
  const payload = tinyPayload(space, { ...sections, execution });
  const { numTensors, numBytes } = tf.memory();
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const error = await assertRejects(() => fit(payload, { accelerator: CPU, ...options }), Error);
  assertEquals([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes], error.message);
  for (const { kernelName, backendName, kernelFunc } of kernels) {
    assertStrictEquals(tf.getKernel(kernelName, backendName).kernelFunc, kernelFunc, `${kernelName} is still wrapped`);
  }
  return error;
}

Deno.test("fit() leaves no tensor and no wrapped kernel behind where samples do not fit the accelerator", async () => {
  await using space = await workspace();
  const accelerator = { ...CPU, limits: { maxBufferSize: 2 ** 16 } };
  const { message } = await failsCleanly(space, { execution: { pinMemory: true } }, { accelerator });
  assert(message.includes("execution.pinMemory"), message);
});

Deno.test("fit() leaves nothing behind where a logger cannot be made", async () => {
  await using space = await workspace();
  const execution = { logger: ["mlflow" as const], mlflowUri: "sqlite:///runs.db" };
  const { message } = await failsCleanly(space, { execution }, {});
  assert(message.includes("mlflow"), message);
});

Deno.test("fit() leaves nothing behind where the directory cannot be opened", async () => {
  await using space = await workspace();
  await Deno.writeTextFile(`${space.path}/file`, "");
  const { message } = await failsCleanly(space, { execution: { outputDir: `${space.path}/file` } }, {});
  assert(message.startsWith("Cannot create the run directory"), message);
});

Deno.test("fit() leaves nothing behind where a checkpoint does not fit the model", async (t) => {
  await using space = await workspace();
  const training = { emaDecay: 0.9, limitTrainBatches: 1 };
  const { runDirectory: resume, lastCheckpoint } = await fit(tinyPayload(space, { training }), { accelerator: CPU });
  const whole = await readCheckpoint(lastCheckpoint ?? "");
  const spoilt = {
    "a weight": { ...whole, trained: new Map([...whole.trained ?? []].slice(1)) },
    "a moment": { ...whole, optimizer: new Map([...whole.optimizer].slice(1)) },
    "an average": { ...whole, weights: new Map([...whole.weights].slice(1)) },
  };
  for (const [what, checkpoint] of Object.entries(spoilt)) {
    await t.step(`${what} is missing`, async () => {
      await writeRunFile(lastCheckpoint ?? "", encodeCheckpoint(checkpoint));
      await failsCleanly(space, { training: { ...training, epochs: 2 } }, { resume });
    });
  }
});

Deno.test("fit() leaves nothing behind wherever the accelerator fails, in making the model or in its first step", async () => {
  await using space = await workspace();
  const training = { emaDecay: 0.9, epochs: 2 };
  const { runDirectory: resume } = await fit(tinyPayload(space, { training: { ...training, epochs: 1 } }), {
    accelerator: CPU,
  });
  for (const failing of [1, 2, 7, 40, 90, 160, 300]) {
    let calls = 0;
    const unwrap = wrapKernels(({ kernelFunc }) => (call) => {
      calls += 1;
      if (calls === failing) throw new RangeError("no room");
      return kernelFunc(call);
    });
    try {
      const { message } = await failsCleanly(space, { training }, { resume });
      assertEquals([message, calls], ["no room", failing]);
    } finally {
      unwrap();
    }
  }
});
