/**
 * A directory of checkpoints, or of the run, that somebody removes, moves away or replaces while the training goes on.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { readCheckpoint } from "../../../train/checkpoints/checkpoint.ts";
import { fit } from "../../../train/trainer.ts";
import { CPU, namesIn, tinyPayload, type Workspace, workspace } from "../tiny_run.ts";

/** Trains three epochs; `change` happens before the second one ends. Returns the error's message, or null. */
async function trainWhile(
  space: Workspace,
  change: (run: string) => Promise<void>,
): Promise<string | null> {
  const payload = tinyPayload(space, {
    training: { epochs: 3 },
    execution: { logger: ["csv", "jsonl", "tensorboard"], checkpointSaveTopK: 2, profile: true },
  });
  const callbacks = [{
    name: "intruder",
    onEpochEnd: ({ epoch }: { readonly epoch: number }) => epoch === 1 ? change(`${space.path}/run`) : undefined,
  }];
  return await fit(payload, { accelerator: CPU, callbacks }).then(() => null, (error: Error) => error.message);
}

/** Epochs that a folder's `last` has seen. */
const epochsIn = async (folder: string): Promise<number> =>
  (await readCheckpoint(`${folder}/last.safetensors`)).state.epoch;

Deno.test("fit() makes its folder of checkpoints again where it was removed or moved away, and goes on", async () => {
  for (const how of ["removed", "moved"] as const) {
    await using space = await workspace();
    const message = await trainWhile(
      space,
      (run) =>
        how === "removed"
          ? Deno.remove(`${run}/checkpoints`, { recursive: true })
          : Deno.rename(`${run}/checkpoints`, `${run}/old`),
    );
    assertEquals(message, null, how);
    assertEquals(await epochsIn(`${space.path}/run/checkpoints`), 3);
    if (how === "moved") assertEquals(await epochsIn(`${space.path}/run/old`), 1);
  }
});

Deno.test("fit() ends with one sentence where a file, a pipe or a loop is in the place of its checkpoints", async () => {
  const intruders: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
    "a file": (path) => Deno.writeTextFile(path, "mine"),
    "a pipe": (path) => new Deno.Command("mkfifo", { args: [path] }).output(),
    "a loop": (path) => Deno.symlink("checkpoints", path),
    "a link to nothing": (path) => Deno.symlink("nowhere", path),
  };
  for (const [what, put] of Object.entries(intruders)) {
    await using space = await workspace();
    const message = await trainWhile(space, async (run) => {
      await Deno.rename(`${run}/checkpoints`, `${run}/old`);
      await put(`${run}/checkpoints`);
    });
    assert(message !== null && message.startsWith("Cannot write checkpoints as "), `${what}: ${message}`);
    assert(!/\n|os error/.test(message), `${what}: ${message}`);
    // What there was is as it was, and the run's record says how it ended.
    assertEquals(await epochsIn(`${space.path}/run/old`), 1);
    const record = JSON.parse(await Deno.readTextFile(`${space.path}/run/run.json`));
    assertEquals([record.exitReason, record.error], ["failed", message], what);
  }
});

Deno.test("fit() ends with one sentence where the run's directory is removed, moved away or becomes a file", async () => {
  const changes: Readonly<Record<string, (run: string) => Promise<void>>> = {
    "removed": (run) => Deno.remove(run, { recursive: true }),
    "moved": (run) => Deno.rename(run, `${run}-old`),
    "a file": async (run) => {
      await Deno.rename(run, `${run}-old`);
      await Deno.writeTextFile(run, "mine");
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    await using space = await workspace();
    const message = await trainWhile(space, change);
    assert(message === null || /^Cannot [^\n]+$/.test(message) && !/os error/.test(message), `${what}: ${message}`);
    const names = (await namesIn(space.path)).filter((name) => name.startsWith("run"));
    assertEquals(names, { "removed": ["run"], "moved": ["run", "run-old"], "a file": ["run", "run-old"] }[what]);
  }
});
