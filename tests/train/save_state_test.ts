import { assert, assertEquals, assertRejects } from "@std/assert";
import type * as tf from "@tensorflow/tfjs";
import { NonFiniteLossError } from "../../train/non_finite_loss_error.ts";
import { loadRun, openRun, type Run } from "../../train/prepare_run.ts";
import { saveState } from "../../train/save_state.ts";
import { CPU, namesIn, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

/** A run that has saved its first epoch without having trained. */
async function savedRun(space: Workspace): Promise<{ run: Run; checkpoints: string }> {
  const options = { accelerator: CPU };
  const loaded = await loadRun(tinyPayload(space, { execution: { checkpointSaveTopK: 2 } }), options);
  const run = await openRun(loaded, options);
  await saveState(run.session, run.cursor, { epoch: 0, value: 2 });
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
      () => saveState(session, cursor, { epoch: 1, value: 1 }),
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
    () => saveState(session, cursor, { epoch: 1, value: 1 }),
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
