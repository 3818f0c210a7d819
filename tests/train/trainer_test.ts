import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import type { BatchEndEvent, EpochEndEvent, FitStartEvent } from "../../train/callbacks/events.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import { NonFiniteLossError } from "../../train/loop/non_finite_loss_error.ts";
import { fit } from "../../train/trainer.ts";
import { CPU, namesIn, tinyPayload, workspace } from "./tiny_run.ts";

async function record(directory: string): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(`${directory}/run.json`));
}

Deno.test("fit() learns, and leaves a complete run on disk", async (test) => {
  await using space = await workspace(10);
  const payload = tinyPayload(space, {
    training: { epochs: 3, batchSize: 3, valSplit: 0.3, limitTrainBatches: null, learningRate: 2e-3 },
    execution: { checkpointSaveTopK: 2, experiment: "stars", notes: "first light" },
  });
  const [starts, losses, ends]: [FitStartEvent[], BatchEndEvent[], EpochEndEvent[]] = [[], [], []];
  const tensors = tf.memory().numTensors;
  const result = await fit(payload, {
    accelerator: CPU,
    callbacks: [{
      name: "witness",
      onFitStart: (event) => void starts.push(event),
      onBatchEnd: (event) => void losses.push(event),
      onEpochEnd: (event) => void ends.push(event),
    }],
  });
  const run = result.runDirectory;

  await test.step("the loss goes down", () => {
    const values = ends.map(({ metrics }) => metrics["poisson_train_loss"] ?? NaN);
    // An empty object, which is where a network begins, explains most of the light.
    assert((values[2] ?? NaN) < 0.99 * (values[0] ?? NaN), `losses were ${values}`);
  });
  await test.step("events say what is trained, in order, and the epoch's loss is the mean over samples", () => {
    const { epochs, batches, samples, validationSamples } = starts[0] ?? {};
    assertEquals([epochs, batches, samples, validationSamples], [3, 3, 7, 3]);
    assertEquals(losses.map(({ step, size }) => [step, size]).slice(0, 4), [[0, 3], [1, 3], [2, 1], [3, 3]]);
    const mean = losses.slice(0, 3).reduce(
      (sum, { metrics, size }) => sum + size * (metrics["poisson_train_loss"] ?? 0),
      0,
    );
    assertAlmostEquals(ends[0]?.metrics["poisson_train_loss"] ?? NaN, mean / 7, 1e-6);
  });
  await test.step("the best two checkpoints and the last are there, by their names", async () => {
    const best = ends.map(({ epoch, metrics }) => ({ epoch, value: metrics["poisson_val_loss"] ?? NaN }))
      .sort((a, b) => a.value - b.value).slice(0, 2)
      .map(({ epoch, value }) => `epoch=0${epoch}-poisson_val=${value.toFixed(4)}.safetensors`);
    assertEquals(await namesIn(`${run}/checkpoints`), [...best, "last.safetensors"].sort());
    assertEquals(result.bestCheckpoint, `${run}/checkpoints/${best[0]}`);
  });
  await test.step("the last checkpoint holds the weights after the last step", async () => {
    const { weights, state } = await readCheckpoint(result.lastCheckpoint ?? "");
    assertEquals(weights, new Map(result.weights));
    assertEquals([state.epoch, state.batchInEpoch, state.optimizerStep], [3, 0, 9]);
    assert(state.scales.inputScale > 0);
  });
  await test.step("metrics.csv has a row an epoch", async () => {
    const [header, ...rows] = (await Deno.readTextFile(`${run}/metrics.csv`)).trimEnd().split("\n");
    const first = "epoch,step,learning_rate,poisson_train_loss,poisson_val_loss,seconds,stage,physics_weight";
    assertEquals(header, `${first},patterns_per_second,step_ms`);
    assertEquals(rows.map((row) => row.split(",").slice(0, 3)), [["0", "3", "0.002"], ["1", "6", "0.002"], [
      "2",
      "9",
      "0.002",
    ]]);
    assertEquals(rows.map((row) => Number(row.split(",")[4])), ends.map(({ metrics }) => metrics["poisson_val_loss"]));
  });
  await test.step("run.json tells how it went and payload.json what it was", async () => {
    const { exitReason, epochs, steps, experiment, notes, seed, data, bestCheckpoint, endedAt } = await record(run);
    assertEquals([exitReason, epochs, steps, experiment, notes, seed], ["finished", 3, 9, "stars", "first light", 42]);
    assert(JSON.stringify(data).includes('"digest":"sha256:'));
    assertEquals([`${run}/checkpoints/${bestCheckpoint}`, typeof endedAt], [result.bestCheckpoint, "string"]);
    assertEquals(JSON.parse(await Deno.readTextFile(`${run}/payload.json`)), structuredClone(payload));
  });
  await test.step("every tensor is freed", () => assertEquals(tf.memory().numTensors, tensors));
});

Deno.test("fit() stops at a callback's wish, cleans up, and can be told to keep nothing", async () => {
  await using space = await workspace();
  const log: string[] = [];
  const { exitReason, steps, lastCheckpoint, bestCheckpoint } = await fit(
    tinyPayload(space, {
      training: { epochs: 5, limitTrainBatches: 3 },
      execution: { checkpointing: false, logger: ["none"] },
    }),
    {
      accelerator: CPU,
      callbacks: [{
        name: "stopper",
        onBatchEnd: () => "stop",
        onFitEnd: ({ exitReason }) => void log.push(exitReason),
      }],
    },
  );
  assertEquals([exitReason, lastCheckpoint, bestCheckpoint, log], ["stopped", null, null, ["stopped"]]);
  assert(steps < 15);
  assertEquals(await namesIn(`${space.path}/run`), ["payload.json", "run.json"]);
});

Deno.test("fit() hands a callback's error on after cleaning up, and records it", async () => {
  await using space = await workspace();
  const log: string[] = [];
  await assertRejects(
    () =>
      fit(tinyPayload(space), {
        accelerator: CPU,
        callbacks: [
          {
            name: "witness",
            onException: ({ error }) => void log.push(String(error)),
            onFitEnd: () => void log.push("end"),
          },
          { name: "broken", onEpochStart: () => Promise.reject(new RangeError("no luck")) },
        ],
      }),
    RangeError,
    "no luck",
  );
  assertEquals(log, ["RangeError: no luck", "end"]);
  const { exitReason, error } = await record(`${space.path}/run`);
  assertEquals([exitReason, error], ["failed", "no luck"]);
});

Deno.test("fit() fails on a loss that is not finite, naming the step, and writes no such weights", async () => {
  await using space = await workspace();
  const payload = tinyPayload(space, { training: { learningRate: 1e30, limitTrainBatches: 3 } });
  const error = await assertRejects(() => fit(payload, { accelerator: CPU }), NonFiniteLossError);
  assertEquals([error.epoch, error.step], [0, 1]);
  assert(error.message.includes("lower training.learningRate (now 1e+30)"), error.message);
  assertEquals(await namesIn(`${space.path}/run`), ["metrics.csv", "payload.json", "run.json"]);
});

Deno.test("fit() refuses what it cannot train before it writes anything", async () => {
  await using space = await workspace(3);
  const refused = async (sections: Parameters<typeof tinyPayload>[1], message: string): Promise<void> => {
    await assertRejects(() => fit(tinyPayload(space, sections), { accelerator: CPU }), Error, message);
  };
  await refused({ data: { patchSize: 128 } }, "patchSize is 128");
  await refused({ model: { architecture: "ffno" } }, "Cannot train as model.architecture must be cnn");
  await refused({ data: { scan: `${space.path}/none.npz` } }, "none.npz");
  await assertRejects(
    () => fit(createTrainingPayload({ execution: { outputDir: `${space.path}/run` } }), { accelerator: CPU }),
    TypeError,
    "Cannot train as data.scan must name a scan: current value is null",
  );
  assertEquals(await namesIn(space.path), ["scan.npz"]);
});

Deno.test("fit() validates on a second scan, scaled like the first, and counts limited batches", async () => {
  await using space = await workspace();
  const testScan = `${space.path}/test.npz`;
  await writeScan(testScan, simulateScan({ patchSize: 64, patterns: 3, photons: 4e5, seed: 5 }));
  const starts: FitStartEvent[] = [];
  const validated = (limitValBatches: number | null): ReturnType<typeof fit> =>
    fit(
      tinyPayload(space, {
        data: { testScan },
        training: { limitTrainBatches: 2, limitValBatches, valSplit: 0.25 },
        execution: { outputDir: `${space.path}/run${limitValBatches}` },
      }),
      { accelerator: CPU, callbacks: [{ name: "witness", onFitStart: (event) => void starts.push(event) }] },
    );
  const [limited, all] = [await validated(1), await validated(null)];
  assertEquals([starts[0]?.samples, starts[0]?.validationSamples, starts[0]?.batches], [8, 3, 2]);
  assertEquals(limited.history[0]?.steps, 2);
  assertNotEquals(limited.history[0]?.metrics["poisson_val_loss"], all.history[0]?.metrics["poisson_val_loss"]);
  assert(limited.bestCheckpoint?.includes("epoch=00-poisson_val="));
  const { state } = await readCheckpoint(limited.lastCheckpoint ?? "");
  assert(state.digests.testScan?.startsWith("sha256:"));
});

Deno.test("fit() ranks by the training loss without validation, and says where checkpoints cannot be written", async () => {
  await using space = await workspace();
  const { bestCheckpoint } = await fit(tinyPayload(space), { accelerator: CPU });
  assert(bestCheckpoint?.includes("epoch=00-poisson_train="));
  const blocked = tinyPayload(space, { execution: { outputDir: `${space.path}/blocked` } });
  const block = { name: "block", onFitStart: () => Deno.writeTextFile(`${space.path}/blocked/checkpoints`, "") };
  await assertRejects(
    () => fit(blocked, { accelerator: CPU, callbacks: [block] }),
    Error,
    `Cannot write checkpoints as ${space.path}/blocked/checkpoints must be a directory`,
  );
});

Deno.test("fit() fails with the accelerator's own error", async () => {
  await using space = await workspace();
  const accelerator = { ...CPU, failure: (): Error => new Error("GPU lost") };
  await assertRejects(() => fit(tinyPayload(space), { accelerator }), Error, "GPU lost");
});

Deno.test("fit() types metrics by the names of the payload", async () => {
  await using space = await workspace();
  const payload = createTrainingPayload({
    data: { scan: `${space.path}/scan.npz` },
    model: { filterScale: 0.125 },
    training: { epochs: 1, batchSize: 1, limitTrainBatches: 1, valSplit: 0 },
    execution: { outputDir: `${space.path}/run` },
  });
  const seen: (number | undefined)[] = [];
  await fit(payload, {
    accelerator: CPU,
    callbacks: [{ name: "typed", onEpochEnd: ({ metrics }) => void seen.push(metrics[payload.metrics.loss]) }],
  });
  assertEquals([seen.length, typeof seen[0]], [1, "number"]);
});
