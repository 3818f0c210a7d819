/**
 * The order in which real trainings call the hooks of callbacks.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { SectionsInput } from "../../config/fields/sections.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import type { FitEndEvent } from "../../train/callbacks/events.ts";
import { workspace } from "./tiny_run.ts";
import { trained } from "./trained.ts";
import { lines, type Seen, witness } from "./witness.ts";

/** Two epochs of four batches, two to a step, the last checkpoint and the best one after each. */
const TWO_EPOCHS = { epochs: 2, limitTrainBatches: 4, accumulate: 2 };

function sections(outputDir: string, training: SectionsInput["training"] = TWO_EPOCHS): SectionsInput {
  return { training, execution: { outputDir, checkpointSaveTopK: -1, reconLogEvery: 1, reconLogPatches: 1 } };
}

/** Without the losses, which arrive some batches later. */
function course(seen: readonly Seen[]): string[] {
  return lines(seen.filter(({ hook }) => hook !== "onBatchEnd"));
}

/** The batches of an epoch, two to a step. */
function batchLines(epoch: number): string[] {
  return [0, 2].flatMap((batch) => [
    `onBatchStart ${epoch}.${batch}`,
    `onBatchStart ${epoch}.${batch + 1}`,
    `onBeforeStep ${epoch * 2 + batch / 2}`,
  ]);
}

const endLines = (epoch: number): string[] => [
  `onValidationStart ${epoch}`,
  `onValidationEnd ${epoch}`,
  `onImages ${epoch}`,
  `onEpochEnd ${epoch}`,
  `onBeforeCheckpoint ${epoch}`,
  `onCheckpoint ${epoch} best`,
  `onCheckpoint ${epoch} last`,
];

Deno.test("fit() calls every hook of a new run in order", async () => {
  await using space = await workspace();
  const seen: Seen[] = [];
  await trained(space, sections(`${space.path}/run`), { callbacks: [witness(seen)] });
  assertEquals(course(seen), [
    "onFitStart",
    "onEpochStart 0",
    ...batchLines(0),
    ...endLines(0),
    "onEpochStart 1",
    ...batchLines(1),
    ...endLines(1),
    "onFitEnd",
    "onTrained",
  ]);
});

Deno.test("fit() tells the loss of every batch, in order, after its step and before the validation", async () => {
  await using space = await workspace();
  const seen: Seen[] = [];
  await trained(space, sections(`${space.path}/run`), { callbacks: [witness(seen)] });
  const all = lines(seen);
  const ends = all.filter((line) => line.startsWith("onBatchEnd"));
  assertEquals(ends, [0, 1].flatMap((epoch) => [0, 1, 2, 3].map((batch) => `onBatchEnd ${epoch}.${batch}`)));
  for (const { hook, epoch = NaN, batch = NaN, step } of seen) {
    if (hook !== "onBatchEnd") continue;
    const place = all.indexOf(`onBatchEnd ${epoch}.${batch}`);
    assertEquals(step, epoch * 2 + Math.floor(batch / 2));
    assert(place > all.indexOf(`onBatchStart ${epoch}.${batch}`));
    if (batch % 2 === 1) assert(place > all.indexOf(`onBeforeStep ${step}`));
    assert(place < all.indexOf(`onValidationStart ${epoch}`));
  }
});

Deno.test("fit() calls the hooks of a run that goes on within a window where it was left", async () => {
  await using space = await workspace();
  const outputDir = `${space.path}/run`;
  const controller = new AbortController();
  const broken: Seen[] = [];
  const abort: Callback = {
    name: "abort",
    onBatchStart: ({ microStep }) => microStep === 2 ? controller.abort() : undefined,
  };
  await trained(space, sections(outputDir), { callbacks: [witness(broken), abort], signal: controller.signal });
  assertEquals(course(broken), [
    "onFitStart",
    "onEpochStart 0",
    ...batchLines(0).slice(0, 4),
    "onBeforeCheckpoint 0",
    "onCheckpoint 0 last",
    "onFitEnd",
    "onTrained",
  ]);

  const seen: Seen[] = [];
  await trained(space, sections(outputDir), { callbacks: [witness(seen)], resume: outputDir });
  assertEquals(course(seen), [
    "onFitStart",
    "onCheckpointLoaded 0",
    "onEpochStart 0",
    ...batchLines(0).slice(4),
    ...endLines(0),
    "onEpochStart 1",
    ...batchLines(1),
    ...endLines(1),
    "onFitEnd",
    "onTrained",
  ]);
});

Deno.test("fit() says how far the run is when it goes on and when it ends", async () => {
  await using space = await workspace();
  const outputDir = `${space.path}/run`;
  const events: object[] = [];
  const facts: Callback = {
    name: "facts",
    onFitStart: ({ epochs, firstEpoch, firstBatch }) => void events.push({ epochs, firstEpoch, firstBatch }),
    onCheckpointLoaded: (event) => void events.push({ ...event }),
    onFitEnd: ({ timings: _, ...event }: FitEndEvent) => void events.push(event),
  };
  await trained(space, sections(outputDir, { ...TWO_EPOCHS, maxSteps: 1 }), { callbacks: [facts] });
  await trained(space, sections(outputDir), { callbacks: [facts], resume: outputDir });
  assertEquals(events, [
    { epochs: 2, firstEpoch: 0, firstBatch: 0 },
    { exitReason: "max_steps", exitDetail: "training.maxSteps = 1 is reached", epochs: 0, steps: 1 },
    { epochs: 2, firstEpoch: 0, firstBatch: 2 },
    {
      ...{ path: `${outputDir}/checkpoints/last.safetensors`, epoch: 0, batch: 2, steps: 1 },
      ...{ epochSteps: 1, window: { samples: 0, lossSum: 0 }, best: null },
    },
    { exitReason: "finished", exitDetail: null, epochs: 2, steps: 4 },
  ]);
});

Deno.test("fit() names the epoch that ended with every checkpoint, ranked or not", async () => {
  await using space = await workspace();
  const seen: Seen[] = [];
  // The first epoch is not validated, so that there is nothing to rank it by.
  const training = { ...TWO_EPOCHS, valEvery: 2 };
  await trained(space, sections(`${space.path}/run`, training), { callbacks: [witness(seen)] });
  assertEquals(course(seen).filter((line) => line.startsWith("onCheckpoint")), [
    "onCheckpoint 0 last",
    "onCheckpoint 1 best",
    "onCheckpoint 1 last",
  ]);
});

Deno.test("fit() waits for asynchronous hooks, and cleans up in reverse order", async () => {
  await using space = await workspace();
  const log: string[] = [];
  const slow = (name: string): Callback => ({
    name,
    onEpochStart: async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`${name} epoch`);
    },
    onFitEnd: async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`${name} end`);
    },
  });
  await trained(space, { training: { limitTrainBatches: 1 } }, { callbacks: [slow("a"), slow("b")] });
  assertEquals(log, ["a epoch", "b epoch", "b end", "a end"]);
});

Deno.test("onBeforeStep shows clipped gradients of every parameter, and its map cannot disturb the step", async () => {
  await using space = await workspace();
  const training = { ...TWO_EPOCHS, epochs: 1, clipGradients: 1e-3, clipAlgorithm: "norm" } as const;
  const execution = { logGradNorm: true };
  const tensors = tf.memory().numTensors;
  const straight = await trained(space, { training, execution });
  const norms: number[] = [];
  const looker: Callback = {
    name: "looker",
    onBeforeStep: async ({ gradients }) => {
      const values = await Promise.all([...gradients.values()].map((gradient) => gradient.data()));
      norms.push(Math.hypot(...values.map((gradient) => Math.hypot(...gradient))));
      (gradients as Map<string, tf.Tensor>).clear();
    },
  };
  const looked = await trained(space, { training, execution }, { callbacks: [looker] });
  assertEquals(norms.map((norm) => Math.round(norm * 1e6)), [1000, 1000]);
  assertEquals(looked.values, straight.values);
  assertEquals(tf.memory().numTensors, tensors);
});

Deno.test("events are frozen with all that is in them", async () => {
  await using space = await workspace();
  const open: string[] = [];
  const check = (hook: string) => (event: object): void => {
    for (const [key, value] of Object.entries({ ...event, event })) {
      if (value !== null && typeof value === "object" && !Object.isFrozen(value)) open.push(`${hook} ${key}`);
    }
  };
  const hooks = Object.fromEntries(
    ["onFitStart", "onEpochStart", "onBatchStart", "onBeforeStep", "onBatchEnd", "onValidationEnd", "onEpochEnd"]
      .concat(["onBeforeCheckpoint", "onCheckpoint", "onFitEnd"]).map((hook) => [hook, check(hook)]),
  );
  await trained(space, { execution: { logGradNorm: true } }, { callbacks: [{ name: "check", ...hooks }] });
  assertEquals([...new Set(open)], []);
});
