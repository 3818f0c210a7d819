/**
 * Callbacks that throw, in every hook of real trainings.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Callback } from "../../train/callbacks/callback.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import { type Workspace, workspace } from "./tiny_run.ts";
import { trained, untimed } from "./trained.ts";
import { type Hook, type Seen, witness } from "./witness.ts";

/** Two epochs of four batches, two to a step. */
const training = { epochs: 2, limitTrainBatches: 4, accumulate: 2 };

const NO_LUCK = new RangeError("no luck");

/** Batches that `last` has seen where a hook throws in the second epoch. */
const SAVED: Readonly<Partial<Record<Hook, number>>> = {
  onEpochStart: 4,
  onBatchStart: 5,
  // A step that fails takes back the batch that completed its window.
  onBeforeStep: 5,
  onValidationStart: 8,
  onValidationEnd: 8,
  onImages: 8,
  onEpochEnd: 8,
  // What has been learned is saved even where whoever was to be ready for it is not.
  onBeforeCheckpoint: 8,
  onCheckpoint: 8,
};

/** A callback that throws in one hook, as soon as the second epoch has seen a batch or would have. */
function thrower(hook: Hook, name = "thrower"): Callback {
  const act = ({ epoch = 1, batch = 1 }: Partial<Seen>): void => {
    if (epoch === 1 && batch === 1) throw NO_LUCK;
  };
  return { name, [hook]: act };
}

/** A callback that writes down whose turn it was at the end. */
function ending(name: string, log: string[]): Callback {
  return {
    name,
    onException: ({ error }) => void log.push(`${name} onException ${error instanceof Error ? error.message : ""}`),
    onFitEnd: ({ exitReason, exitDetail }) => void log.push(`${name} onFitEnd ${exitReason}: ${exitDetail}`),
  };
}

interface Failed {
  readonly error: unknown;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Trains into `<workspace>/failing`, which must fail. */
async function failed(space: Workspace, callbacks: Callback[], resume?: string): Promise<Failed> {
  const outputDir = `${space.path}/failing`;
  const options = { callbacks, ...(resume === undefined ? {} : { resume }) };
  const tensors = tf.memory().numTensors;
  const error = await assertRejects(
    () => trained(space, { training, execution: { outputDir, reconLogEvery: 1, reconLogPatches: 1 } }, options),
    Error,
  );
  assertEquals(tf.memory().numTensors, tensors, "every tensor is freed");
  return { error, record: JSON.parse(await Deno.readTextFile(`${outputDir}/run.json`)) };
}

/** The run that nothing breaks off. */
const straight = await (async () => {
  await using space = await workspace();
  return await trained(space, { training });
})();

async function assertGoesOn(space: Workspace): Promise<void> {
  const resumed = await trained(space, { training }, { resume: `${space.path}/failing` });
  assertEquals([resumed.exitReason, untimed(resumed)], ["finished", untimed(straight)]);
  assertEquals(resumed.values, straight.values);
}

async function savedBatches(space: Workspace): Promise<number> {
  return (await readCheckpoint(`${space.path}/failing/checkpoints/last.safetensors`)).state.microStep;
}

const BOTH_ENDED = [
  "a onException no luck",
  "b onException no luck",
  "b onFitEnd failed: no luck",
  "a onFitEnd failed: no luck",
];

for (const [name, microStep] of Object.entries(SAVED)) {
  const hook = name as Hook;
  Deno.test(`fit() throws what ${hook} threw, cleaned up, recorded, and what was learned kept`, async () => {
    await using space = await workspace();
    const log: string[] = [];
    const { error, record } = await failed(space, [ending("a", log), thrower(hook), ending("b", log)]);
    assertStrictEquals(error, NO_LUCK);
    assertEquals(log, BOTH_ENDED);
    assertEquals([record["exitReason"], record["exitDetail"], record["error"]], ["failed", "no luck", "no luck"]);
    assertEquals(await savedBatches(space), microStep);
    await assertGoesOn(space);
  });
}

Deno.test("fit() throws what onBatchEnd threw, and keeps the batches whose losses were under way", async () => {
  await using space = await workspace();
  const log: string[] = [];
  const { error } = await failed(space, [ending("a", log), thrower("onBatchEnd"), ending("b", log)]);
  assertStrictEquals(error, NO_LUCK);
  assertEquals(log, BOTH_ENDED);
  assert(await savedBatches(space) >= 6);
  await assertGoesOn(space);
});

Deno.test("fit() cleans up those that were set up where onFitStart throws, and saves nothing", async () => {
  await using space = await workspace();
  const log: string[] = [];
  const { error, record } = await failed(space, [ending("a", log), thrower("onFitStart"), ending("b", log)]);
  assertStrictEquals(error, NO_LUCK);
  assertEquals(log, ["a onException no luck", "a onFitEnd failed: no luck"]);
  assertEquals([record["exitReason"], record["error"], record["steps"]], ["failed", "no luck", 0]);
  await assertGoesOn(space);
});

for (const hook of ["onFitStart", "onCheckpointLoaded"] as const) {
  Deno.test(`fit() writes no checkpoint where ${hook} of a resumed run throws`, async () => {
    await using space = await workspace();
    await failed(space, [thrower("onBatchStart")]);
    const last = `${space.path}/failing/checkpoints/last.safetensors`;
    const before = await Deno.stat(last);
    const seen: Seen[] = [];
    const { error } = await failed(space, [witness(seen), thrower(hook)], `${space.path}/failing`);
    assertStrictEquals(error, NO_LUCK);
    const loaded = hook === "onFitStart" ? [] : ["onCheckpointLoaded"];
    assertEquals(seen.map(({ hook }) => hook), ["onFitStart", ...loaded, "onException", "onFitEnd"]);
    assertEquals((await Deno.stat(last)).mtime, before.mtime);
    await assertGoesOn(space);
  });
}

Deno.test("fit() throws all errors together where onException or onFitEnd throw after a failure", async () => {
  await using space = await workspace();
  const log: string[] = [];
  const untidy = [thrower("onException", "c"), thrower("onFitEnd", "d")];
  const { error, record } = await failed(space, [ending("a", log), thrower("onEpochEnd"), ...untidy, ending("b", log)]);
  assert(error instanceof AggregateError);
  assertEquals(error.message, "no luck (and 2 more while cleaning up)");
  assertStrictEquals(error.errors[0], NO_LUCK);
  assertStrictEquals(error.cause, NO_LUCK);
  assertEquals(error.errors.slice(1).map(String), [
    'Error: Cannot end the training cleanly as callback "c" threw: no luck',
    'Error: Cannot end the training cleanly as callback "d" threw: no luck',
  ]);
  assertEquals(log, BOTH_ENDED);
  assertEquals([record["exitReason"], record["error"]], ["failed", "no luck"]);
  await assertGoesOn(space);
});

Deno.test("fit() whose onFitEnd alone throws has all on disk that the training left", async () => {
  await using space = await workspace();
  const log: string[] = [];
  const { error, record } = await failed(space, [ending("a", log), thrower("onFitEnd"), ending("b", log)]);
  assertEquals(String(error), 'Error: Cannot end the training cleanly as callback "thrower" threw: no luck');
  assertEquals(log, ["b onFitEnd finished: null", "a onFitEnd finished: null"]);
  assertEquals([record["exitReason"], record["epochs"], record["steps"]], ["finished", 2, 4]);
  assertEquals(await savedBatches(space), 8);
});
