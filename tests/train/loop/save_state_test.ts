import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readCheckpoint } from "../../../train/checkpoints/checkpoint.ts";
import { NonFiniteLossError } from "../../../train/loop/non_finite_loss_error.ts";
import { loadRun, openRun, type Run } from "../../../train/prepare_run.ts";
import { saveState } from "../../../train/loop/save_state.ts";
import { fit } from "../../../train/trainer.ts";
import { CPU, namesIn, tinyPayload, type Workspace, workspace } from "../tiny_run.ts";

/** A run that has saved its first epoch without having trained. */
async function savedRun(space: Workspace): Promise<{ run: Run; checkpoints: string }> {
  const options = { accelerator: CPU };
  const loaded = await loadRun(tinyPayload(space, { execution: { checkpointSaveTopK: 2 } }), options);
  const run = await openRun(loaded, options);
  await saveState(run.session, run.cursor, { epoch: 0, value: 2, weights: null });
  return { run, checkpoints: `${space.path}/run/checkpoints` };
}

Deno.test("saveState() never writes a weight or a moment that is not finite", async () => {
  await using space = await workspace();
  const { run, checkpoints } = await savedRun(space);
  await using _run = run;
  const { session, cursor } = run;
  const before = await Deno.readFile(`${checkpoints}/last.safetensors`);
  const name = [...session.model.parameters.keys()][0] ?? "";
  for (
    const [variables, what] of [[session.model.parameters, "parameter"], [
      session.optimizer.slots.get("exp_avg_sq") ?? new Map<string, tf.Variable>(),
      "exp_avg_sq",
    ]] as const
  ) {
    const variable = variables.get(name);
    const [healthy, poison] = [variable?.clone(), variable?.mul(Infinity)];
    if (healthy && poison) variable?.assign(poison);
    cursor.step = 5;
    const error = await assertRejects(
      () => saveState(session, cursor, { epoch: 1, value: 1, weights: null }),
      NonFiniteLossError,
      what,
    );
    assert(error.message.includes(`"${name}" must be finite`), error.message);
    if (healthy) variable?.assign(healthy);
  }
  assertEquals(await namesIn(checkpoints), ["epoch=00-poisson_train=2.0000.safetensors", "last.safetensors"]);
  assertEquals(await Deno.readFile(`${checkpoints}/last.safetensors`), before);
  assertEquals(cursor.best.length, 1);
});

Deno.test("saveState() leaves the older checkpoints where a new one cannot be written", async () => {
  await using space = await workspace();
  const { run, checkpoints } = await savedRun(space);
  await using _run = run;
  const { session, cursor } = run;
  await Deno.mkdir(`${checkpoints}/epoch=01-poisson_train=1.0000.safetensors/in the way`, { recursive: true });
  await assertRejects(
    () => saveState(session, cursor, { epoch: 1, value: 1, weights: null }),
    Error,
    `Cannot write ${checkpoints}/epoch=01-poisson_train=1.0000.safetensors as it`,
  );
  assertEquals(await namesIn(checkpoints), [
    "epoch=00-poisson_train=2.0000.safetensors",
    "epoch=01-poisson_train=1.0000.safetensors",
    "last.safetensors",
  ]);
  assertEquals(cursor.best.map(({ epoch }) => epoch), [0]);
});

Deno.test("fit() reads the weights of a best epoch once, and writes equal bytes to best and last", async () => {
  await using space = await workspace();
  const { data } = tf.Variable.prototype;
  const reads = new Map<string, number>();
  let saved = false;
  tf.Variable.prototype.data = function (this: tf.Variable): ReturnType<typeof data> {
    if (!saved) reads.set(this.name, (reads.get(this.name) ?? 0) + 1);
    return data.call(this);
  } as typeof data;
  try {
    const done = { name: "done", onCheckpoint: () => void (saved = true) };
    const { bestCheckpoint, lastCheckpoint } = await fit(tinyPayload(space), { accelerator: CPU, callbacks: [done] });
    assertEquals(await Deno.readFile(bestCheckpoint ?? ""), await Deno.readFile(lastCheckpoint ?? ""));
    await readCheckpoint(lastCheckpoint ?? "");
  } finally {
    tf.Variable.prototype.data = data;
  }
  assert(reads.size > 100);
  assertEquals(new Set(reads.values()), new Set([1]));
});

Deno.test("NonFiniteLossError tells the learning rate that was in force, not the base rate", async () => {
  await using space = await workspace();
  const training = { epochs: 3, scheduler: "Exponential" as const, exponentialGamma: 0.5, limitValBatches: 1 };
  for (const [hook, valSplit] of [["onEpochEnd", 0], ["onValidationStart", 0.25]] as const) {
    const spoil = ({ epoch }: { readonly epoch: number }): void => {
      if (epoch !== 1) return;
      for (const weight of Object.values(tf.engine().state.registeredVariables)) {
        tf.tidy(() => weight.assign(tf.mul(weight, NaN)));
      }
    };
    const sections = { training: { ...training, valSplit }, execution: { outputDir: `${space.path}/${hook}` } };
    const callbacks = [{ name: "spoil", [hook]: spoil }];
    const error = await assertRejects(
      () => fit(tinyPayload(space, sections), { accelerator: CPU, callbacks }),
      NonFiniteLossError,
    );
    assert(error.message.includes("in epoch 2, step 1"), error.message);
    assert(error.message.includes("(now 0.0005)"), error.message);
  }
});
