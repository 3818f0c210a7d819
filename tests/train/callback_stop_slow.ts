/**
 * `"stop"` from every hook that may return it, in real trainings.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Callback } from "../../train/callbacks/callback.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import { type Workspace, workspace } from "./tiny_run.ts";
import { type Trained, trained, untimed } from "./trained.ts";
import { type Hook, type Seen, witness } from "./witness.ts";

/** Two epochs of four batches, two to a step. */
const training = { epochs: 2, limitTrainBatches: 4, accumulate: 2 };

/** With images, so that every hook has its turn. */
const execution = { reconLogEvery: 1, reconLogPatches: 1 };

/** Where a training ends whose first call of a hook asks for it: completed epochs, batches, and steps. */
const ENDS: Readonly<Partial<Record<Hook, readonly [number, number, number]>>> = {
  // The epoch is not begun.
  onEpochStart: [0, 0, 0],
  // The batch is trained on.
  onBatchStart: [0, 1, 0],
  // The step is taken.
  onBeforeStep: [0, 2, 1],
  // The epoch is ended, with its checkpoints.
  onValidationStart: [1, 4, 2],
  onValidationEnd: [1, 4, 2],
  onImages: [1, 4, 2],
  onEpochEnd: [1, 4, 2],
  onBeforeCheckpoint: [1, 4, 2],
  onCheckpoint: [1, 4, 2],
};

/** A callback whose hook asks to stop, always. */
function stopper(hook: Hook, name = "stopper"): Callback {
  return { name, [hook]: () => "stop" };
}

/** The run that nothing stops. */
const straight = await (async () => {
  await using space = await workspace();
  return await trained(space, { training });
})();

/** Resumes a run and compares it with one that was never stopped. */
async function assertGoesOn(space: Workspace, { runDirectory }: Trained): Promise<void> {
  const resumed = await trained(space, { training }, { resume: runDirectory });
  assertEquals([resumed.exitReason, untimed(resumed)], ["finished", untimed(straight)]);
  assertEquals(resumed.values, straight.values);
}

/** Every batch that was trained on has been told of, and so has every epoch. */
function assertAllTold(seen: readonly Seen[], run: Trained): void {
  const count = (wanted: Hook): number => seen.filter(({ hook }) => hook === wanted).length;
  assertEquals(count("onBatchEnd"), count("onBatchStart"));
  assertEquals([count("onEpochEnd"), run.rows.length], [run.epochs, run.epochs]);
}

for (const [name, [epochs, microStep, steps]] of Object.entries(ENDS)) {
  const hook = name as Hook;
  Deno.test(`fit() ends where ${hook} returns "stop", tells all callbacks, and can go on`, async () => {
    await using space = await workspace();
    const seen: Seen[] = [];
    const stopped = await trained(space, { training, execution }, { callbacks: [stopper(hook), witness(seen)] });
    const detail = 'callback "stopper" asked to stop';
    assertEquals([stopped.exitReason, stopped.exitDetail], ["stopped", detail]);
    assertEquals([stopped.record["exitReason"], stopped.record["exitDetail"]], ["stopped", detail]);
    assertEquals([stopped.epochs, stopped.steps], [epochs, steps]);
    assert(seen.some((event) => event.hook === hook), "the callbacks after the one that asked are called too");
    assertAllTold(seen, stopped);
    const { state } = await readCheckpoint(`${stopped.runDirectory}/checkpoints/last.safetensors`);
    assertEquals([state.epoch, state.microStep, state.optimizerStep], [epochs, microStep, steps]);
    await assertGoesOn(space, stopped);
  });
}

Deno.test('fit() ends where onBatchEnd returns "stop", some batches later', async () => {
  await using space = await workspace();
  const seen: Seen[] = [];
  const stopped = await trained(space, { training }, { callbacks: [stopper("onBatchEnd"), witness(seen)] });
  assertEquals([stopped.exitReason, stopped.exitDetail], ["stopped", 'callback "stopper" asked to stop']);
  assert(stopped.epochs <= 1);
  assertAllTold(seen, stopped);
  await assertGoesOn(space, stopped);
});

Deno.test('fit() takes no step where onCheckpointLoaded returns "stop"', async () => {
  await using space = await workspace();
  const broken = await trained(space, { training }, { callbacks: [stopper("onBeforeStep")] });
  const seen: Seen[] = [];
  const stopped = await trained(space, { training }, {
    callbacks: [stopper("onCheckpointLoaded"), witness(seen)],
    resume: broken.runDirectory,
  });
  assertEquals([stopped.exitReason, stopped.exitDetail], ["stopped", 'callback "stopper" asked to stop']);
  assertEquals(seen.map(({ hook }) => hook), ["onFitStart", "onCheckpointLoaded", "onFitEnd", "onTrained"]);
  assertEquals(stopped.values, broken.values);
  await assertGoesOn(space, stopped);
});

Deno.test("fit() names the callback that asked first", async () => {
  await using space = await workspace();
  const callbacks = [
    stopper("onBatchEnd", "late"),
    stopper("onBatchStart", "first"),
    stopper("onBatchStart", "second"),
  ];
  const { exitDetail } = await trained(space, { training }, { callbacks });
  assertEquals(exitDetail, 'callback "first" asked to stop');
});

Deno.test('fit() asked by "stop" in its last epoch ends that epoch, and says who asked', async () => {
  await using space = await workspace();
  const last: Callback = { name: "last", onEpochEnd: ({ epoch }) => epoch === 1 ? "stop" : undefined };
  const { exitReason, exitDetail, epochs } = await trained(space, { training }, { callbacks: [last] });
  assertEquals([exitReason, exitDetail, epochs], ["stopped", 'callback "last" asked to stop', 2]);
});
