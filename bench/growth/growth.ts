/**
 * Prints how the time of jobs grows with the number of patterns: each line should cost what the line above costs for a
 * pattern.
 *
 * ```sh
 * deno task bench:growth --jobs load,plan --most 10000
 * ```
 *
 * @module
 */
import { BenchFlags } from "../bench_flags.ts";
import { type GrowingJob, JOBS } from "./growing_jobs.ts";
import { fail, print } from "../terminal.ts";

const HELP =
  `Times jobs for 1000, 10 000 and 100 000 patterns, and prints seconds, microseconds a pattern, and the memory that
the process takes at most by then.

Usage: deno task bench:growth [flags]

  --jobs NAMES        of ${Object.keys(JOBS).join(", ")}, with commas between (default: all)
  --most M            no more patterns than this (default 100000)
  --json              print one JSON object
  --help              print this`;

interface Measured {
  readonly job: string;
  readonly patterns: number;
  readonly seconds: number;
  /** Microseconds a pattern. */
  readonly each: number;
  /** Resident memory after the job, MiB. */
  readonly resident: number;
}

const flags = new BenchFlags(HELP, ["jobs", "most"]);
const most = flags.positive("most", 100_000);
const names = flags.text("jobs")?.split(",") ?? Object.keys(JOBS);
const directory = await Deno.makeTempDir({ prefix: "exitwave-growth-" });
const rows: Measured[] = [];
try {
  for (const name of names) {
    const job = JOBS[name] ?? fail(`Cannot time ${name}: the jobs are ${Object.keys(JOBS).join(", ")}`);
    for (const patterns of [1000, 10_000, 100_000].filter((count) => count <= most)) {
      const row = await measure(name, job, patterns);
      rows.push(row);
      const cells = [
        row.job.padEnd(12),
        `${patterns}`.padStart(8),
        `${row.seconds.toFixed(3)} s`.padStart(12),
        `${row.each.toFixed(2)} µs`.padStart(12),
        `${row.resident.toFixed(0)} MiB`.padStart(10),
      ];
      if (!flags.json) print(cells.join(""));
    }
  }
} finally {
  await Deno.remove(directory, { recursive: true });
}
if (flags.json) print(JSON.stringify(rows));

// --- internal ---

async function measure(job: string, prepare: GrowingJob, patterns: number): Promise<Measured> {
  const run = await prepare(patterns, directory);
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  return { job, patterns, seconds, each: 1e6 * seconds / patterns, resident: Deno.memoryUsage().rss / 2 ** 20 };
}
