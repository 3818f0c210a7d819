import { assertEquals } from "@std/assert";
import { makeRun } from "./make_run.ts";
import { runJob } from "./run_job.ts";
import { allTargets } from "./targets/all_targets.ts";
import { TempDir } from "../data/temp_dir.ts";

/** Another one is another round: the long ones are `deno task fuzz`. */
const SEED = 20_261_125;

Deno.test("every reader answers damaged and hostile files with what was in them or one plain line", async () => {
  using space = new TempDir();
  await makeRun(space.path);
  const targets = (await allTargets(space.path)).map(({ name }) => name);
  const job = { run: space.path, work: `${space.path}/work`, targets, seed: SEED, first: 0, count: 5 };
  // Other tests run at the same time: what takes a minute hangs, what takes seconds may wait for them.
  assertEquals(await runJob(job, { seconds: 60, megabytes: 500 }), []);
});
