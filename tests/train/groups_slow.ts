/**
 * Trainings on groups of patterns: the same bits however they are run.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { patternImage } from "../../data/patterns.ts";
import { memberPositions } from "../../data/samples.ts";
import { loadTrainingData, type SampleSet } from "../../train/loop/training_data.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import type { FitStartEvent } from "../../train/callbacks/events.ts";
import { fit } from "../../train/trainer.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";
import { type Trained, trained, untimed } from "./trained.ts";

/** Groups of four, whose patches are merged. */
const GROUPS: SectionsInput = {
  data: { gridSize: 2, neighbors: 5 },
  training: { epochs: 2, batchSize: 2, limitTrainBatches: 3, accumulate: 2, valSplit: 0.05 },
};

function merged(sections: SectionsInput, more: SectionsInput): SectionsInput {
  return {
    data: { ...sections.data, ...more.data },
    model: { ...sections.model, ...more.model },
    training: { ...sections.training, ...more.training },
    execution: { ...sections.execution, ...more.execution },
  };
}

function resultOf(run: Trained): unknown {
  return [run.weights, untimed(run)];
}

async function learn(space: Workspace, more: SectionsInput, options = {}): Promise<unknown> {
  return resultOf(await trained(space, merged(GROUPS, more), { ...options }));
}

Deno.test("fit() counts patterns, four a group, in the speed of an epoch, and optimizer steps of several batches", async () => {
  using space = await workspace(36);
  const starts: FitStartEvent[] = [];
  const start: Callback = { name: "start", onFitStart: (event) => void starts.push(event) };
  const { history } = await trained(space, GROUPS, { callbacks: [start] });
  assertEquals([starts[0]?.channels, history.length], [4, 2]);
  // Three batches of two groups: two steps.
  for (const { patternsPerSecond, stepMs } of history) assertAlmostEquals(patternsPerSecond * stepMs, 12_000, 1e-3);
});

Deno.test("fit() learns the same bits of groups with any workers, threads, and wherever their patterns lie", async () => {
  using space = await workspace(36);
  const plain = await learn(space, {});
  const manners: Readonly<Record<string, SectionsInput["execution"]>> = {
    "two workers that read patterns from the file": { workers: 2, frameCache: 0 },
    "patterns that stay on the accelerator": { pinMemory: true },
  };
  for (const [manner, execution = {}] of Object.entries(manners)) {
    assertEquals(await learn(space, { execution }), plain, manner);
  }
  const accelerator = await selectAccelerator("cpu", { threads: 2 });
  assertEquals(await learn(space, { execution: { threads: 2 } }, { accelerator }), plain, "two threads");
  assertNotEquals(await learn(space, { data: { subsampleSeed: 5 } }), plain);
});

Deno.test("fit() on groups that is broken off within a window and resumed learns the same bits", async () => {
  using space = await workspace(36);
  const at = (name: string): SectionsInput => ({ execution: { outputDir: `${space.path}/${name}` } });
  const plain = await learn(space, at("straight"));
  const stop: Callback = {
    name: "stop",
    onBatchStart: ({ epoch, batch }) => epoch === 1 && batch === 0 ? "stop" : undefined,
  };
  await trained(space, merged(GROUPS, at("broken")), { callbacks: [stop] });
  // The other half with a worker: a resumed run need not be run as before.
  const sections = merged(merged(GROUPS, at("broken")), { execution: { workers: 1 } });
  assertEquals(resultOf(await trained(space, sections, { resume: `${space.path}/broken` })), plain);
});

function patternsOf({ samples, indices }: SampleSet): Set<number> {
  const { channels, members } = samples;
  return new Set([...indices].flatMap((k) => [...members.subarray(channels * k, channels * (k + 1))]));
}

Deno.test("loadTrainingData() validates on no pattern that is trained on", async () => {
  using space = await workspace(49);
  for (const [gridSize, neighbors] of [[2, 4], [2, 8], [3, 9]]) {
    const sections = merged(GROUPS, { data: { gridSize, neighbors }, training: { valSplit: 0.1 } } as SectionsInput);
    using data = await loadTrainingData(tinyPayload(space, sections));
    assert(data.validation && data.validation.indices.length === 5);
    assertEquals(patternsOf(data.train).intersection(patternsOf(data.validation)).size, 0);
    assert(data.train.indices.length > 0);
  }
});

Deno.test("loadTrainingData() labels each member of a group with its own patch", async () => {
  using space = await workspace(16);
  const groups = merged(GROUPS, { model: { mode: "supervised", loss: "mae" } });
  using data = await loadTrainingData(tinyPayload(space, groups));
  using alone = await loadTrainingData(tinyPayload(space, merged(groups, { data: { gridSize: 1 } })));
  const { samples } = data.train;
  const at = memberPositions(samples);
  samples.members.forEach((member, k) => {
    const single = alone.train.samples.x.findIndex((x, other) =>
      x === at.x[k] && alone.train.samples.y[other] === at.y[k]
    );
    const part = (labels: Float32Array | null, pattern: number): Float32Array | undefined =>
      labels?.subarray(4096 * pattern, 4096 * (pattern + 1));
    assertEquals(
      part(samples.patterns.labelPhase, member),
      part(alone.train.samples.patterns.labelPhase, single),
    );
    assertEquals(patternImage(samples.patterns, member), patternImage(alone.train.samples.patterns, single));
  });
});

Deno.test("fit() learns from labels of groups, and by the mean absolute error", async () => {
  using space = await workspace(16);
  const training = { epochs: 4, accumulate: 1, overfitBatches: 1, valSplit: 0 };
  for (const model of [{ mode: "supervised", loss: "mae" }, { loss: "mae", maeMatchEnergy: true }] as const) {
    const { history } = await fit(
      tinyPayload(space, merged(GROUPS, { model, data: { normalize: "group" }, training })),
      { accelerator: CPU, overwrite: true },
    );
    const losses = history.map(({ metrics }) => metrics.mae_train_loss ?? NaN);
    assert((losses.at(-1) ?? NaN) < (losses[0] ?? NaN), `${losses}`);
  }
});

Deno.test("fit() says in one sentence why there are no groups, and warns where there are few", async () => {
  using space = await workspace(9);
  const refused = async (data: SectionsInput["data"], message: string): Promise<void> => {
    const sections = tinyPayload(space, merged(GROUPS, { ...(data && { data }), training: { valSplit: 0 } }));
    await assertRejects(() => fit(sections, { accelerator: CPU, overwrite: true }), RangeError, message);
  };
  await refused(
    { subsample: 3 },
    "as there are only 3 that can be used: set data.gridSize to 1, or use more of the scan",
  );
  await refused(
    { neighborFunction: "minDistance", maxNeighborDistance: 0.1 },
    "is too sparse: no pattern has 3 neighbours",
  );
  await refused({ groups: 10 }, "10 groups of data.groups, 9 patterns and 9 groups around them; set data.oversampling");
});
