import { assertEquals, assertRejects } from "@std/assert";
import type { Callback } from "../../train/callbacks/callback.ts";
import { isRunLocked, RunLock } from "../../run/run_lock.ts";
import { fit } from "../../train/trainer.ts";
import { CPU, namesIn, tinyPayload, workspace } from "../train/tiny_run.ts";
import { TempDir } from "../data/temp_dir.ts";

Deno.test("fit() refuses to resume or overwrite a run that another training is writing to", async () => {
  await using space = await workspace();
  const payload = tinyPayload(space, { training: { epochs: 2 } });
  const runDirectory = payload.execution.outputDir;
  const refused: string[] = [];
  const intruder: Callback = {
    name: "intruder",
    async onEpochEnd({ epoch }): Promise<void> {
      if (epoch !== 0) return;
      for (const options of [{ resume: runDirectory }, { overwrite: true }]) {
        const { message } = await assertRejects(() => fit(payload, { accelerator: CPU, ...options }), Error);
        refused.push(message);
      }
    },
  };
  const { exitReason } = await fit(payload, { accelerator: CPU, callbacks: [intruder] });
  const message = `Cannot train in ${runDirectory} as another training is writing to it: ` +
    "wait for its end, or choose another execution.outputDir";
  assertEquals([exitReason, refused], ["finished", [message, message]]);
  assertEquals((await Deno.readTextFile(`${runDirectory}/metrics.csv`)).trimEnd().split("\n").length, 3);

  const resumed = await fit(payload, { accelerator: CPU, resume: runDirectory });
  assertEquals(resumed.exitReason, "finished");
});

Deno.test("RunLock holds until the end of its scope, and waits for a directory that is yet to be made", async () => {
  using space = new TempDir();
  const directory = `${space.path}/run`;
  await Deno.mkdir(directory);
  const other = new RunLock(directory);
  {
    using lock = new RunLock(directory);
    await lock.take();
    await lock.take();
    await assertRejects(() => other.take(), Error, "as another training is writing to it");
  }
  await other.take();
  other[Symbol.dispose]();
  assertEquals(await namesIn(directory), []);
  await Deno.remove(directory, { recursive: true });
  using none = new RunLock(directory);
  await none.take();
});

Deno.test("RunLock says so where its file cannot be opened", async () => {
  using space = new TempDir();
  const file = `${space.path}/run`;
  await Deno.writeTextFile(file, "");
  using lock = new RunLock(file);
  await assertRejects(() => lock.take(), Error, `Cannot write to the run directory ${file} as`);
});

Deno.test("isRunLocked() tells of a training that writes, and who looks keeps none from beginning", async () => {
  using space = new TempDir();
  assertEquals(await isRunLocked(space.path), false);
  {
    using lock = new RunLock(space.path);
    await lock.take();
    assertEquals(await isRunLocked(space.path), true);
  }
  assertEquals(await isRunLocked(space.path), false);
  await Deno.writeTextFile(`${space.path}/.lock`, "");
  assertEquals(await isRunLocked(space.path), false);
  // Somebody looks just when a training begins.
  using file = await Deno.open(`${space.path}/.lock`, { read: true });
  assertEquals(file.tryLockSync(false), true);
  assertEquals(await isRunLocked(space.path), false);
  setTimeout(() => file.unlockSync(), 30);
  using lock = new RunLock(space.path);
  await lock.take();
  assertEquals(await isRunLocked(space.path), true);
});
