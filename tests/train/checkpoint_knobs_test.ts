/**
 * The knobs of checkpoints, by the files that are there.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { SectionsInput } from "../../config/fields/sections.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import type { CheckpointEvent } from "../../train/callbacks/events.ts";
import { knob } from "../knob.ts";
import { type Workspace, workspace } from "./tiny_run.ts";
import { type Trained, trained, untimed } from "./trained.ts";

/** Steps at which a training wrote its last checkpoint. */
async function savedAt(
  space: Workspace,
  execution: NonNullable<SectionsInput["execution"]>,
  training: NonNullable<SectionsInput["training"]> = {},
): Promise<number[]> {
  const steps: number[] = [];
  const witness: Callback = {
    name: "witness",
    onCheckpoint: async ({ kind, path }: CheckpointEvent) => {
      if (kind === "last") steps.push((await readCheckpoint(path)).state.optimizerStep);
    },
  };
  await trained(space, { training: { epochs: 2, limitTrainBatches: 4, ...training }, execution }, {
    callbacks: [witness],
  });
  return steps;
}

function ranked({ checkpoints }: Trained): readonly string[] {
  return checkpoints.filter((name) => name !== "last.safetensors");
}

knob("execution.checkpointSaveTopK", "is how many of the best are kept beside the last: -1 all, 0 none", async () => {
  await using space = await workspace();
  for (const [checkpointSaveTopK, kept] of [[0, 0], [1, 1], [2, 2], [-1, 4]] as const) {
    const run = await trained(space, {
      training: { epochs: 4, limitTrainBatches: 1 },
      execution: { checkpointSaveTopK },
    });
    assertEquals(ranked(run).length, kept);
    const best = run.rows.map((row, epoch) => ({ epoch, loss: Number(row["poisson_val_loss"]) }))
      .sort((a, b) => a.loss - b.loss).slice(0, kept)
      .map(({ epoch, loss }) => `epoch=0${epoch}-poisson_val=${loss.toFixed(4)}.safetensors`);
    assertEquals(ranked(run), best.sort());
    assert(run.checkpoints.includes("last.safetensors"));
  }
});

knob("execution.checkpointMonitor", "is the metric that ranks checkpoints; null ranks none", async () => {
  await using space = await workspace();
  const named = async (sections: SectionsInput): Promise<string> => ranked(await trained(space, sections)).join();
  assertMatch(await named({}), /^epoch=00-poisson_val=[\d.]+\.safetensors$/);
  assertMatch(await named({ execution: { checkpointMonitor: "poisson_train_loss" } }), /^epoch=00-poisson_train=/);
  assertEquals(await named({ execution: { checkpointMonitor: null } }), "");
  // Without validation it falls to the training loss, by the name under which that is logged.
  const blind = await trained(space, { training: { valSplit: 0 } });
  assertMatch(ranked(blind).join(), /^epoch=00-poisson_train=/);
  assertEquals(blind.bestEpoch, 0);
});

knob("execution.checkpointMode", "is whether the smallest or the greatest value is the best", async () => {
  await using space = await workspace();
  const best = async (checkpointMode: "min" | "max"): Promise<string> => {
    const run = await trained(space, { training: { epochs: 2, limitTrainBatches: 4 }, execution: { checkpointMode } });
    const losses = run.rows.map((row) => Number(row["poisson_val_loss"]));
    assert((losses[1] ?? 0) < (losses[0] ?? 0), `losses must fall: ${losses}`);
    return ranked(run).join().slice(0, 8);
  };
  assertEquals([await best("min"), await best("max")], ["epoch=01", "epoch=00"]);
});

knob("execution.checkpointEverySteps", "writes the last checkpoint within epochs too", async () => {
  await using space = await workspace();
  assertEquals(await savedAt(space, {}), [4, 8]);
  assertEquals(await savedAt(space, { checkpointEverySteps: 3 }), [3, 4, 6, 8]);
  assertEquals(await savedAt(space, { checkpointEverySteps: 1 }, { accumulate: 3 }), [1, 2, 2, 3, 4, 4]);
});

knob(
  "execution.checkpointEveryEpochs",
  "writes and ranks checkpoints every so many epochs, and at the end",
  async () => {
    await using space = await workspace();
    assertEquals(await savedAt(space, { checkpointEveryEpochs: 2 }, { epochs: 5 }), [8, 16, 20]);
    const run = await trained(space, {
      training: { epochs: 5, limitTrainBatches: 1 },
      execution: { checkpointEveryEpochs: 2, checkpointSaveTopK: -1 },
    });
    assertEquals(ranked(run).map((name) => name.slice(0, 8)), ["epoch=01", "epoch=03", "epoch=04"]);
  },
);

knob("execution.checkpointEveryMinutes", "writes the last checkpoint after so long without one", async () => {
  await using space = await workspace();
  // A nanosecond has always passed: every batch is followed by a checkpoint, that within a window too.
  assertEquals(await savedAt(space, { checkpointEveryMinutes: 1e-12 }, { accumulate: 2 }), [
    0,
    1,
    1,
    2,
    2,
    2,
    3,
    3,
    4,
    4,
  ]);
  assertEquals(await savedAt(space, { checkpointEveryMinutes: 60 }), [4, 8]);
});

Deno.test("fit() saves what it has learned when something fails between two steps", async () => {
  await using space = await workspace();
  const broken: Callback = {
    name: "broken",
    onBatchEnd: ({ microStep }) => {
      if (microStep >= 2) throw new RangeError("no luck");
    },
  };
  const outputDir = `${space.path}/failing`;
  const training = { epochs: 2, limitTrainBatches: 4, accumulate: 2 };
  await trained(space, { training, execution: { outputDir } }, { callbacks: [broken] }).then(
    () => assert(false, "it must fail"),
    (error) => assertEquals(error.message, "no luck"),
  );
  const { state } = await readCheckpoint(`${outputDir}/checkpoints/last.safetensors`);
  assert(state.microStep >= 2);
  const straight = await trained(space, { training });
  const resumed = await trained(space, { training, execution: { outputDir } }, { resume: outputDir });
  assertEquals([resumed.weights, resumed.steps], [straight.weights, straight.steps]);
  assertEquals(untimed(resumed), untimed(straight));
});
