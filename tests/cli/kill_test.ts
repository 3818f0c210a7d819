/**
 * A training is killed without warning, at random moments, in a process of its own, and goes on from what is on disk.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { type Checkpoint, readCheckpoint } from "@exitwave/exitwave";
import { Random } from "../../data/random/random.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, startExitwave } from "./program.ts";

const KILLS = 20;

/** Windows of two with a tail, and a checkpoint after every batch, so that it may be killed while it writes one. */
const FLAGS = [
  ...["--train-data-file", "scan.npz", "--n-filters-scale", "0.125", "--accelerator", "cpu", "--threads", "1"],
  ...["--batch-size", "2", "--max-epochs", "5", "--accumulate-grad-batches", "2", "--ema-decay", "0.9"],
  ...["--limit-train-batches", "5", "--checkpoint-every-minutes", "0.000001", "--checkpoint-save-top-k", "2"],
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
  const rows = (await Deno.readTextFile(`${run}/metrics.csv`)).trimEnd().split("\n");
  const files = await Array.fromAsync(Deno.readDir(`${run}/checkpoints`), ({ name }) => name);
  const untimed = rows.map((row) => row.split(",").filter((_cell, column) => column !== 5).join(","));
  return { checkpoint, state: counted, rows: untimed, files: files.sort() };
}

/** Starts a training, kills it after a while, and resumes it to its end; says whether the kill came in time. */
async function killAndResume(cwd: string, run: string, delay: number): Promise<boolean> {
  const child = startExitwave(cwd, ["train", ...FLAGS, "--output-dir", run, "--quiet"]);
  const output = Promise.all([child.stdout.cancel(), child.stderr.cancel()]);
  const timer = setTimeout(() => child.kill("SIGKILL"), delay);
  const { signal } = await child.status;
  clearTimeout(timer);
  await output;
  const begun = await Deno.stat(`${cwd}/${run}/payload.json`).then(() => true, () => false);
  const line = begun ? ["train", "--resume", run] : ["train", ...FLAGS, "--output-dir", run];
  const { code, stderr } = await exitwave(cwd, [...line, "--quiet"]);
  assertEquals(code, 0, `${run}: ${stderr}`);
  return signal === "SIGKILL";
}

Deno.test({
  name: `train killed at ${KILLS} random moments goes on to the weights, metrics and files of a run that was not`,
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTempDir(async (cwd) => {
      await exitwave(cwd, ["simulate", "--output", "scan.npz", "--patterns", "12"]);
      const start = performance.now();
      const straight = await exitwave(cwd, ["train", ...FLAGS, "--output-dir", "straight", "--quiet"]);
      assertEquals(straight.code, 0, straight.stderr);
      const whole = performance.now() - start;
      const expected = await outcome(`${cwd}/straight`);
      const random = new Random(Date.now(), "moments");
      let killed = 0;
      let attempts = 0;
      const attempt = async (): Promise<void> => {
        const run = `run ${attempts++}`;
        // Most of the first half is the start of the program; a few kills there do.
        const delay = whole * (0.25 + 0.6 * random.uniform());
        if (await killAndResume(cwd, run, delay)) killed += 1;
        assertEquals(await outcome(`${cwd}/${run}`), expected, `killed after ${delay} ms`);
      };
      // A kill that came too late, as the machine was faster by then, does not count.
      while (killed < KILLS && attempts < 4 * KILLS) await Promise.all([attempt(), attempt()]);
      assert(killed >= KILLS, `only ${killed} of ${attempts} were killed in time`);
    });
  },
});
