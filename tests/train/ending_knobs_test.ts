/**
 * The knobs that end a training, or begin it, by what it leaves on disk.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import { NonFiniteLossError } from "../../train/loop/non_finite_loss_error.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { fit } from "../../train/trainer.ts";
import { knob } from "../knob.ts";
import { CPU, type Workspace, workspace } from "./tiny_run.ts";
import { trained, untimed } from "./trained.ts";

/** Trains with weights that hardly move, so that no loss improves by more than rounding. */
async function hardly(
  space: Workspace,
  execution: SectionsInput["execution"] = {},
  training: SectionsInput["training"] = {},
): ReturnType<typeof trained> {
  return await trained(space, { training: { epochs: 6, limitTrainBatches: 1, ...training }, execution });
}

knob(
  "execution.earlyStopPatience",
  "ends the training after so many epochs without improvement, for a reason in run.json",
  async () => {
    await using space = await workspace();
    for (const earlyStopPatience of [1, 3]) {
      const { exitReason, epochs, record } = await hardly(space, { earlyStopPatience, earlyStopMinDelta: 1e9 });
      assertEquals([exitReason, epochs, record["exitReason"]], [
        "early_stopped",
        1 + earlyStopPatience,
        "early_stopped",
      ]);
      const waited = earlyStopPatience === 1 ? "1 validated epoch" : `${earlyStopPatience} validated epochs`;
      const detail = String(record["exitDetail"]);
      assert(
        detail.startsWith("poisson_val_loss did not improve on ") && detail.endsWith(`of epoch 1 for ${waited}`),
        detail,
      );
    }
    const kept = await hardly(space, { earlyStopPatience: 1, earlyStopMinDelta: 1e9, checkpointing: false });
    assertEquals([kept.exitReason, kept.epochs, kept.checkpoints], ["early_stopped", 2, []]);
  },
);

Deno.test("fit() resumed after an early stop trains no further epoch unless it is given more patience", async () => {
  await using space = await workspace();
  const training = { epochs: 6, limitTrainBatches: 1 };
  const execution = { outputDir: `${space.path}/run`, earlyStopMinDelta: 1e9, earlyStopPatience: 2 };
  const stopped = await trained(space, { training, execution });
  const options = { resume: stopped.runDirectory };
  const again = await trained(space, { training, execution }, options);
  assertEquals([again.exitReason, again.exitDetail, again.epochs], ["early_stopped", stopped.exitDetail, 3]);
  assertEquals(again.weights, stopped.weights);
  const patient = await trained(space, { training, execution: { ...execution, earlyStopPatience: 3 } }, options);
  assertEquals([patient.exitReason, patient.epochs], ["early_stopped", 4]);
});

knob("execution.earlyStopMinDelta", "is the change that counts as an improvement", async () => {
  await using space = await workspace();
  const falling = { learningRate: 1e-3, limitTrainBatches: 4 };
  const easy = await hardly(space, { earlyStopPatience: 1 }, falling);
  const hard = await hardly(space, { earlyStopPatience: 1, earlyStopMinDelta: 1e9 }, falling);
  assertEquals(hard.epochs, 2);
  assert(easy.epochs > 2, `${easy.epochs} epochs of a falling loss`);
});

knob("execution.earlyStopDivergence", "ends the training where the monitor goes beyond it", async () => {
  await using space = await workspace();
  const { exitReason, epochs, exitDetail } = await hardly(space, { earlyStopDivergence: 1 });
  assertEquals([exitReason, epochs], ["early_stopped", 1]);
  assert(exitDetail?.endsWith("is beyond execution.earlyStopDivergence = 1"), String(exitDetail));
  assertEquals((await hardly(space, { earlyStopDivergence: 1e12 })).epochs, 6);
  // There is nothing to be fine-tuned, and nothing to go on with.
  const outputDir = `${space.path}/diverged`;
  const sections = { training: { epochs: 3, fineTuneEpochs: 2 }, execution: { earlyStopDivergence: 1, outputDir } };
  assertEquals((await trained(space, sections)).epochs, 1);
  const resumed = await trained(space, sections, { resume: outputDir });
  assertEquals([resumed.exitReason, resumed.epochs], ["early_stopped", 1]);
});

Deno.test("fit() hands out the weights of the best epoch, whether or not a checkpoint holds them", async () => {
  await using space = await workspace();
  for (const checkpointSaveTopK of [0, 1]) {
    // Of a falling loss the first epoch has the greatest.
    const run = await trained(space, {
      training: { epochs: 3, limitTrainBatches: 4 },
      execution: { checkpointSaveTopK, checkpointMode: "max" },
    });
    const values = run.rows.map((row) => Number(row["poisson_val_loss"]));
    assertEquals([run.bestEpoch, values.indexOf(Math.max(...values))], [0, 0], `losses ${values}`);
    const last = await readCheckpoint(run.lastCheckpoint ?? "");
    const kept = checkpointSaveTopK === 0 ? last.best : (await readCheckpoint(run.bestCheckpoint ?? "")).weights;
    assertEquals(run.weights, new Map(kept));
    assertNotEquals(run.weights, new Map(last.weights));
    const again = await fit(last.payload, { accelerator: CPU, resume: run.runDirectory });
    assertEquals([again.bestEpoch, again.weights], [0, run.weights], "a resumed run knows them too");
  }
});

knob("training.maxSteps", "ends the training after so many optimizer steps, measured, to be resumed", async () => {
  await using space = await workspace();
  const sections = { training: { epochs: 3, limitTrainBatches: 4, accumulate: 2, maxSteps: 3 } };
  const run = await trained(space, sections);
  assertEquals([run.exitReason, run.steps, run.record["exitReason"]], ["max_steps", 3, "max_steps"]);
  assertEquals(run.rows.map((row) => [row["epoch"], row["step"]]), [["0", "2"], ["1", "3"]]);
  assert(Number(run.rows[1]?.["poisson_val_loss"]) > 0);
  const straight = await trained(space, { training: { ...sections.training, maxSteps: null } });
  const resumed = await trained(space, { training: { ...sections.training, maxSteps: null } }, {
    resume: run.runDirectory,
  });
  assertEquals(resumed.weights, straight.weights);
  assertEquals(untimed(resumed), untimed(straight));
  const ends = await trained(space, { training: { epochs: 3, limitTrainBatches: 2, maxSteps: 4 } });
  assertEquals([ends.exitReason, ends.epochs, ends.steps], ["max_steps", 2, 4]);
});

knob("execution.maxTime", "ends the training when the time is over, its state saved", async () => {
  await using space = await workspace();
  const run = await trained(space, { training: { epochs: 50 }, execution: { maxTime: 1e-6 } });
  assertEquals([run.exitReason, run.steps, run.checkpoints], ["max_time", 0, ["last.safetensors"]]);
  assertEquals(run.record["exitDetail"], "execution.maxTime = 0.000001 min has passed");
  const enough = await trained(space, { execution: { maxTime: 60 } });
  assertEquals(enough.exitReason, "finished");
});

knob("training.overfitBatches", "trains on the same few batches in every epoch, and validates on them", async () => {
  await using space = await workspace(9);
  const seen: number[] = [];
  const run = await trained(space, {
    training: { epochs: 3, limitTrainBatches: null, batchSize: 2, overfitBatches: 2, learningRate: 1e-30 },
  }, { callbacks: [{ name: "witness", onBatchEnd: ({ size }) => void seen.push(size) }] });
  assertEquals(seen, Array(6).fill(2));
  const losses = run.rows.map((row) => row["poisson_train_loss"]);
  assertEquals(new Set(losses).size, 1, `the same batches have the same loss: ${losses}`);
  assert(Math.abs(Number(losses[0]) / Number(run.rows[0]?.["poisson_val_loss"]) - 1) < 1e-5);
  const free = await trained(space, {
    training: { epochs: 2, limitTrainBatches: 2, batchSize: 2, learningRate: 1e-30 },
  });
  assertEquals(new Set(free.rows.map((row) => row["poisson_train_loss"])).size, 2);
});

knob("training.valEvery", "validates every so many epochs, and after the last", async () => {
  await using space = await workspace();
  const run = await trained(space, {
    training: { epochs: 5, limitTrainBatches: 1, valEvery: 2 },
    execution: { checkpointSaveTopK: -1 },
  });
  assertEquals(run.rows.map((row) => row["poisson_val_loss"] !== ""), [false, true, false, true, true]);
  assertEquals(run.checkpoints.map((name) => name.slice(0, 8)), ["epoch=01", "epoch=03", "epoch=04", "last.saf"]);
});

knob("execution.sanityValBatches", "finds out before the first step that validation fails", async () => {
  await using space = await workspace();
  const scan = simulateScan({ patchSize: 64, patterns: 4, photons: 1e5, seed: 3 });
  // The first can be computed with; what the probe of the second makes has squares that no 32 bits hold.
  await writeScan(`${space.path}/scan.npz`, scan);
  const probe = { ...scan.probe, re: scan.probe.re.map((value) => value * 1e25) };
  await writeScan(`${space.path}/bright.npz`, { ...scan, probe });
  const stepsUntilFailure = async (sanityValBatches: number): Promise<number> => {
    let steps = -1;
    const witness: Callback = { name: "witness", onFitEnd: (end) => void (steps = end.steps) };
    const data = { testScan: `${space.path}/bright.npz`, probeNormalize: false };
    const sections = { data, execution: { sanityValBatches } };
    const error = await assertRejects(() => trained(space, sections, { callbacks: [witness] }), NonFiniteLossError);
    // No learning rate has done this.
    const cause =
      "must be finite before the first step: current value is NaN; look for far too large values in the scan";
    assertEquals(error.message.includes(cause), sanityValBatches > 0, error.message);
    return steps;
  };
  assertEquals([await stepsUntilFailure(1), await stepsUntilFailure(0)], [0, 2]);
});
