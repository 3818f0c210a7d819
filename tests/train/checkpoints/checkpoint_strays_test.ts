/**
 * What a resumed training removes of its folder of checkpoints: what this run wrote and a kill left, nothing of the user.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Callback } from "../../../train/callbacks/callback.ts";
import { removeStrays } from "../../../train/checkpoints/checkpoint_files.ts";
import { encodeCheckpoint, readCheckpoint } from "../../../train/checkpoints/checkpoint.ts";
import { writeRunFile } from "../../../run/run_file.ts";
import type { FitResult } from "../../../train/fit_result.ts";
import { fit } from "../../../train/trainer.ts";
import { CPU, namesIn, tinyPayload, type Workspace, workspace } from "../tiny_run.ts";

async function trainFor(
  space: Workspace,
  epochs: number,
  { name = "run", callbacks = [], resume }: { name?: string; callbacks?: Callback[]; resume?: string } = {},
): Promise<FitResult> {
  const payload = tinyPayload(space, {
    training: { epochs, overfitBatches: 1 },
    execution: { outputDir: `${space.path}/${name}`, checkpointSaveTopK: 1 },
  });
  return await fit(payload, { accelerator: CPU, callbacks, ...(resume === undefined ? {} : { resume }) });
}

/** Keeps a copy of every checkpoint that is written, by its name and the epoch after which it was. */
function keeping(copies: Map<string, Uint8Array>): Callback {
  return {
    name: "keeping",
    onCheckpoint: async ({ path, epoch, kind }) => {
      copies.set(kind === "last" ? `last ${epoch}` : path.replace(/^.*\//, ""), await Deno.readFile(path));
    },
  };
}

Deno.test("fit() with resume leaves every file of the user alone, whatever its name", async () => {
  await using space = await workspace();
  const { runDirectory, lastCheckpoint, bestCheckpoint } = await trainFor(space, 2);
  const other = await trainFor(space, 1, { name: "other" });
  const folder = `${runDirectory}/checkpoints`;
  const mine: Readonly<Record<string, string | null>> = {
    "epoch=00-poisson_val=1.0 my copy.safetensors": lastCheckpoint,
    "epoch=09-poisson_train=1.0000.safetensors": lastCheckpoint,
    "epoch=08-poisson_train=2.0000.safetensors": bestCheckpoint,
    "epoch=07-poisson_train=3.0000.safetensors": other.bestCheckpoint,
    [other.bestCheckpoint?.replace(/^.*\//, "") ?? ""]: other.bestCheckpoint,
    "epoch=06-poisson_train=4.0000.safetensors": null,
    "notes.safetensors": null,
  };
  const contents = new Map<string, Uint8Array>();
  for (const [name, from] of Object.entries(mine)) {
    contents.set(name, from === null ? new TextEncoder().encode("mine") : await Deno.readFile(from));
    await Deno.writeFile(`${folder}/${name}`, contents.get(name) ?? new Uint8Array());
  }
  await trainFor(space, 4, { resume: runDirectory });
  for (const [name, bytes] of contents) assertEquals(await Deno.readFile(`${folder}/${name}`), bytes, name);
});

Deno.test("fit() with resume removes what had to give way when the run was killed", async () => {
  await using space = await workspace();
  const copies = new Map<string, Uint8Array>();
  const { runDirectory, lastCheckpoint } = await trainFor(space, 3, { callbacks: [keeping(copies)] });
  const folder = `${runDirectory}/checkpoints`;
  const { state: { superseded, best } } = await readCheckpoint(lastCheckpoint ?? "");
  const [name] = superseded;
  assert(name !== undefined && best[0]?.name !== name, "the last epoch was not the best");
  // As if it had been killed between the two.
  await Deno.writeFile(`${folder}/${name}`, copies.get(name) ?? new Uint8Array());
  const resumed = await trainFor(space, 4, { resume: runDirectory });
  const left = (await namesIn(folder)).map((left) => `${folder}/${left}`);
  assertEquals(left, [resumed.bestCheckpoint, lastCheckpoint]);
});

Deno.test("removeStrays() removes a checkpoint of the run that was ranked before last could know of it", async () => {
  await using space = await workspace();
  const copies = new Map<string, Uint8Array>();
  const { runDirectory, lastCheckpoint, bestCheckpoint } = await trainFor(space, 2, { callbacks: [keeping(copies)] });
  const folder = `${runDirectory}/checkpoints`;
  await Deno.writeFile(lastCheckpoint ?? "", copies.get("last 0") ?? new Uint8Array());
  const { state } = await readCheckpoint(lastCheckpoint ?? "");
  await removeStrays(folder, { ...state, startedAt: "another run" });
  assertEquals((await namesIn(folder)).length, 2);
  await removeStrays(folder, state);
  assertEquals(await namesIn(folder), ["last.safetensors"]);
  assertEquals(bestCheckpoint?.startsWith(folder), true);
});

Deno.test("readCheckpoint() refuses a state that would have files elsewhere removed", async () => {
  await using space = await workspace();
  const { lastCheckpoint } = await trainFor(space, 1);
  const checkpoint = await readCheckpoint(lastCheckpoint ?? "");
  for (const name of ["../../scan.npz", "notes.txt"]) {
    for (const change of [{ superseded: [name] }, { best: [{ name, epoch: 0, value: 1 }] }]) {
      await writeRunFile(
        lastCheckpoint ?? "",
        encodeCheckpoint({ ...checkpoint, state: { ...checkpoint.state, ...change } }),
      );
      await assertRejects(() => readCheckpoint(lastCheckpoint ?? ""), Error, "must be the name of a ranked checkpoint");
    }
  }
});
