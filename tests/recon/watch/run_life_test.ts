import { assertEquals, assertMatch } from "@std/assert";
import { isRunLocked, RunLock } from "../../../run/run_lock.ts";
import { readRunRecord } from "../../../run/run_record.ts";
import { lifeText, runLife } from "../../../recon/watch/run_life.ts";
import { WatchedRun } from "../../../recon/watch/watched_run.ts";
import { TempDir } from "../../data/temp_dir.ts";
import { makeRun } from "../report/made_run.ts";

Deno.test("a run is training while its lock is held, dead once it is not and no end was recorded", async () => {
  using space = new TempDir();
  await makeRun(space.path, { record: { exitReason: "running", endedAt: null, calls: [] }, side: 0 });
  await Deno.writeTextFile(`${space.path}/.lock`, "");
  const run = new WatchedRun(space.path);
  assertEquals((await run.look()).life, "dead");
  {
    using lock = new RunLock(space.path);
    await lock.take();
    assertEquals((await run.look()).life, "training");
  }
  const { life, run: dead } = await run.look();
  assertMatch(lifeText(life, dead), /^dead: its program has ended without a word/);
});

Deno.test("a run that ended is being prepared while its lock is held, one that was not begun too", async () => {
  using space = new TempDir();
  await makeRun(space.path, { side: 0 });
  const run = new WatchedRun(space.path);
  assertEquals((await run.look()).life, "ended");
  using lock = new RunLock(space.path);
  await lock.take();
  assertEquals((await run.look()).life, "preparing");
  await Deno.remove(`${space.path}/run.json`);
  assertEquals((await run.look()).life, "preparing");
});

Deno.test("runLife() calls no run dead whose lock cannot be seen", async () => {
  using space = new TempDir();
  await makeRun(space.path, { record: { exitReason: "running", endedAt: null }, side: 0 });
  const record = await readRunRecord(space.path);
  assertEquals(await isRunLocked(space.path), false);
  assertEquals(runLife({ record, locked: false, host: "beamline" }), "dead");
  assertEquals(runLife({ record, locked: false, host: "office" }), "unknown");
  assertEquals(runLife({ record, locked: null, host: "beamline" }), "unknown");
  assertEquals(runLife({ record, locked: true, host: "office" }), "training");
});
