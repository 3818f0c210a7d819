/**
 * Prints what a training step and an iteration of each engine ask of WebGPU: how often each of its calls is made, how long
 * until it returns, and how long until the GPU is done. On a fast GPU this, and not its arithmetic, is what steps take:
 *
 * ```sh
 * deno task bench:calls --filter-scale 1 --batch 16
 * ```
 *
 * @module
 */
import { selectAccelerator } from "@exitwave/exitwave";
import process from "node:process";
import { tuneAccelerator } from "../../backend/tune_accelerator.ts";
import { createReconstructionPayload } from "../../config/reconstruction_payload.ts";
import { EngineSession } from "../../recon/engines/engine_session.ts";
import { BenchFlags } from "../bench_flags.ts";
import { roughScan } from "../engine/engine_worker.ts";
import { print } from "../terminal.ts";
import { prepareStep } from "../step/training_step.ts";
import { type Calls, TimedCalls } from "./timed_calls.ts";

const HELP = `Counts and times calls of WebGPU, of a training step and of an iteration of each engine.

Usage: deno task bench:calls [flags]

  --filter-scale S    width of the network (default 1)
  --batch B           samples of a step, and positions of an engine's batch (default 16)
  --accumulate K      batches of a training step (default 1)
  --precision P       float32 or mixed, of the training step (default float32)
  --steps K           steps that are taken without waiting (default 10)
  --positions P       positions of an engine's scan (default 256)
  --json              print one JSON object
  --help              print this

"issued" is the time until a step has been handed to the GPU, "done" that until its result can be read; "processor" is
the processor's time of all threads by then.`;

/** What was counted, of one step or batch. */
interface Row {
  readonly what: string;
  /** Milliseconds until it was handed in, and until its result was there. */
  readonly issued: number;
  readonly done: number;
  /** Milliseconds of the processor by then. */
  readonly processor: number;
  readonly calls: Readonly<Record<string, Calls>>;
}

const flags = new BenchFlags(HELP, ["filter-scale", "batch", "accumulate", "precision", "steps", "positions"]);
const filterScale = flags.positive("filter-scale", 1), batchSize = flags.positive("batch", 16);
const accumulate = flags.positive("accumulate", 1), precision = flags.oneOf("precision", ["float32", "mixed"]);
const steps = flags.positive("steps", 10), positions = flags.positive("positions", 256);
const timed = new TimedCalls();
const accelerator = await selectAccelerator("webgpu");
const { adapter } = accelerator;
if (!flags.json) print(adapter);
const rows = [await trainingStep()];
if (!flags.json) tell(rows[0]);
for (const algorithm of ["epie", "lsqml", "dm"] as const) {
  const row = await engineBatch(algorithm);
  rows.push(row);
  if (!flags.json) tell(row);
}
if (flags.json) {
  print(JSON.stringify({ adapter, filterScale, batchSize, accumulate, precision, steps, positions, rows }));
}
Deno.exit(0);

// --- internal ---

async function trainingStep(): Promise<Row> {
  const { step, issue } = prepareStep({ patchSize: 64, filterScale, batchSize, accumulate, precision });
  await tuneAccelerator({ autotune: true }, accelerator, { step: issue });
  // What is compiled once is not of a step.
  await step(3);
  return await measured("training step", { times: steps, issue: () => step(steps) });
}

async function engineBatch(algorithm: "epie" | "lsqml" | "dm"): Promise<Row> {
  const { engine } = createReconstructionPayload({ engine: { algorithm, probeStart: 0 } });
  using session = new EngineSession(roughScan(64, 1, positions), engine, {});
  const times = Math.ceil(positions / batchSize);
  const iterate = (): Promise<unknown> => {
    for (let first = 0; first < positions; first += batchSize) {
      const length = Math.min(batchSize, positions - first);
      session.step(Int32Array.from({ length }, (_, k) => first + k));
    }
    return session.endIteration();
  };
  for (let iteration = 0; iteration < 2; iteration++) await iterate();
  return await measured(`batch of ${algorithm}`, { times, issue: iterate });
}

async function measured(
  what: string,
  { times, issue }: { readonly times: number; readonly issue: () => Promise<unknown> },
): Promise<Row> {
  timed.take();
  const start = performance.now(), { user, system } = process.cpuUsage();
  const over = issue();
  const issued = (performance.now() - start) / times;
  await over;
  const done = (performance.now() - start) / times;
  const used = process.cpuUsage({ user, system });
  const processor = (used.user + used.system) / 1000 / times;
  const each = ([name, { count, ms }]: [string, Calls]): [string, Calls] => [
    name,
    { count: count / times, ms: ms / times },
  ];
  return { what, issued, done, processor, calls: Object.fromEntries([...timed.take()].map(each)) };
}

function tell(row: Row | undefined): void {
  if (!row) return;
  print(
    `${row.what}: issued in ${row.issued.toFixed(2)} ms, done after ${row.done.toFixed(2)} ms, processor ${
      row.processor.toFixed(0)
    } ms`,
  );
  for (const [name, { count, ms }] of Object.entries(row.calls)) {
    const each = 1000 * ms / count;
    print(
      `  ${name.padEnd(22)} ${count.toFixed(1).padStart(7)} × ${each.toFixed(1).padStart(8)} µs  ${ms.toFixed(2)} ms`,
    );
  }
}
