/**
 * A training is killed without warning, at random moments, in a process of its own, and goes on from what is on disk, with
 * another number of threads. `tests/train/kill` kills at operations on the disk instead, and more often.
 *
 * @module
 */
import { untimedRows } from "../run/untimed_rows.ts";
import { assert, assertEquals } from "@std/assert";
import { type Checkpoint, readCheckpoint, simulateScan, writeScan } from "@exitwave/exitwave";
import { Random } from "../../data/random/random.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { killSeed } from "../kill_seed.ts";
import { exitwave, startExitwave } from "./program.ts";

/** Each time at other moments. */
const KILLS = 2;

/** Windows of two with a tail, and a checkpoint after every batch, so that it may be killed while it writes one. */
const FLAGS = [
  ...["--train-data-file", "scan.npz", "--n-filters-scale", "0.125", "--accelerator", "cpu"],
  ...["--batch-size", "2", "--max-epochs", "5", "--accumulate-grad-batches", "2", "--ema-decay", "0.9"],
  ...[
    "--limit-train-batches",
    "5",
    "--checkpoint-every-minutes",
    "0.000001",
    "--checkpoint-save-top-k",
    "2",
    "--no-results",
    "--no-report",
  ],
];

/** What two runs must have in common. */
interface Outcome {
  readonly checkpoint: Omit<Checkpoint, "payload" | "state">;
  readonly state: unknown;
  readonly rows: readonly string[];
  readonly files: readonly string[];
}

async function outcome(run: string): Promise<Outcome> {
  const { payload: _payload, state, ...checkpoint } = await readCheckpoint(`${run}/checkpoints/last.safetensors`);
  const { startedAt: _startedAt, ...counted } = state;
  const rows = untimedRows(await Deno.readTextFile(`${run}/metrics.csv`));
  const files = await Array.fromAsync(Deno.readDir(`${run}/checkpoints`), ({ name }) => name);
  return { checkpoint, state: counted, rows, files: files.sort() };
}

/** Returns once a training has begun to write to a directory, or has ended. */
async function begin(cwd: string, run: string, child: Deno.ChildProcess): Promise<void> {
  let ended = false;
  child.status.then(() => ended = true);
  while (!ended && !await isThere(`${cwd}/${run}/payload.json`)) await new Promise((resolve) => setTimeout(resolve, 2));
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

function start(cwd: string, run: string): Deno.ChildProcess {
  const child = startExitwave(cwd, ["train", ...FLAGS, "--threads", "1", "--output-dir", run, "--quiet"]);
  child.stdout.cancel();
  child.stderr.cancel();
  return child;
}

/**
 * Starts a training, kills it in the midst of its work, and resumes it to its end. Where the kill came too late, says after
 * how many milliseconds the training had ended, otherwise null.
 */
async function killAndResume(cwd: string, run: string, delay: number): Promise<number | null> {
  const child = start(cwd, run);
  await begin(cwd, run, child);
  const begun = performance.now();
  const timer = setTimeout(() => child.kill("SIGKILL"), delay);
  const { signal } = await child.status;
  const took = performance.now() - begun;
  clearTimeout(timer);
  const { code, stderr } = await exitwave(cwd, ["train", "--resume", run, "--threads", "2", "--quiet"]);
  assertEquals(code, 0, `${run}: ${stderr}`);
  return signal === "SIGKILL" ? null : took;
}

/** How long a training takes that is not killed, from its first file on, in milliseconds. */
async function straightTime(cwd: string): Promise<number> {
  const child = start(cwd, "straight");
  await begin(cwd, "straight", child);
  const begun = performance.now();
  assertEquals((await child.status).code, 0);
  return performance.now() - begun;
}

Deno.test({
  name: `train killed at ${KILLS} random moments goes on to the weights, metrics and files of a run that was not`,
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTempDir(async (cwd) => {
      await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 12 }));
      let whole = await straightTime(cwd);
      const expected = await outcome(`${cwd}/straight`);
      const seed = killSeed();
      const random = new Random(seed, "moments");
      let killed = 0;
      let attempts = 0;
      const attempt = async (): Promise<void> => {
        const run = `run ${attempts++}`;
        const delay = whole * random.uniform();
        const late = await killAndResume(cwd, run, delay);
        // The machine is faster now than when it was measured.
        if (late === null) killed += 1;
        else whole = Math.min(whole, late);
        assertEquals(await outcome(`${cwd}/${run}`), expected, `killed after ${delay} ms (seed ${seed})`);
      };
      // A kill that came too late does not count.
      while (killed < KILLS && attempts < 4 * KILLS) await Promise.all([attempt(), attempt()]);
      assert(killed >= KILLS, `only ${killed} of ${attempts} were killed in time (seed ${seed})`);
    });
  },
});
