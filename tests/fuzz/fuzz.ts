/**
 * Fuzzing: every reader of files is given damaged and hostile ones, some minutes long. What may come of a file is what was in
 * it, or one line that says what is wrong; within 2 seconds and 500 MB.
 *
 * @module
 */
import { BenchFlags } from "../../bench/bench_flags.ts";
import { fail, print } from "../../bench/terminal.ts";
import { TempDir } from "../data/temp_dir.ts";
import type { FuzzJob } from "./case.ts";
import { makeRun } from "./make_run.ts";
import { type FuzzFailure, runJob } from "./run_job.ts";
import { allTargets } from "./targets/all_targets.ts";

const HELP = `deno task fuzz [flags]

Gives damaged files to every reader, and ends with 1 where one hangs, takes too much memory, answers with anything but one
plain line, or reads something else than was written.

  --minutes N   how long (3)
  --seed N      of the random numbers (the time; printed)
  --target T    one reader alone
  --case N      one case alone, of --target and --seed
  --seconds N   that a case may take (2)
  --megabytes N that the process may take (500)`;

/** Cases of a target before the next has its turn. */
const TURN = 200;

const flags = new BenchFlags(HELP, ["minutes", "seed", "target", "case", "seconds", "megabytes"]);
const seed = Number(flags.text("seed") ?? Date.now() % 1e9);
const limits = { seconds: flags.positive("seconds", 2), megabytes: flags.positive("megabytes", 500) };
const only = flags.text("case");

const space = new TempDir();
const [run, work] = [`${space.path}/made`, `${space.path}/failed`];
await Promise.all([Deno.mkdir(run), Deno.mkdir(work)]);
await makeRun(run);
const known = (await allTargets(run)).map(({ name }) => name);
const wanted = flags.text("target");
const targets = wanted === undefined ? known : known.filter((name) => name === wanted);
if (targets.length === 0) fail(`Cannot fuzz ${wanted} as it is no target: they are ${known.join(", ")}`);

print(`seed ${seed}, ${targets.length} targets: ${targets.join(", ")}`);
const failures: FuzzFailure[] = [];
const end = performance.now() + 60_000 * flags.positive("minutes", 3);
let cases = 0;
for (
  let first = Number(only ?? 0), count = only === undefined ? TURN : 1;
  cases === 0 || performance.now() < end;
  first += count
) {
  for (const target of targets) {
    const job: FuzzJob = { run, work, targets: [target], seed, first, count };
    const found = await runJob(job, limits);
    found.forEach(tell);
    failures.push(...found);
    cases += count;
    if (performance.now() > end) break;
  }
  if (only !== undefined) break;
}
print(`${cases} cases, ${failures.length} failed`);
// What has failed is there to be looked at.
if (failures.length === 0) space[Symbol.dispose]();
Deno.exit(failures.length === 0 ? 0 : 1);

function tell({ target, number, problem }: FuzzFailure): void {
  print(`${target}, case ${number}: ${problem}`);
  print(
    `  again: deno task fuzz --seed ${seed} --target ${target} --case ${number}; its file: ${work}/${target}-${number}`,
  );
}
