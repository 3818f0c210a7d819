/**
 * Times every dispatch of a training step by itself, by the GPU's own clock, beside what the adapter can do at most and
 * beside the least that other GPUs would take:
 *
 * ```sh
 * deno task bench:dispatches --filter-scale 1 --batch 16
 * ```
 *
 * @module
 */
import { selectAccelerator } from "@exitwave/exitwave";
import * as tf from "@tensorflow/tfjs";
import { CONVOLUTION } from "../../backend/gpu/convolution/convolution_variants.ts";
import { FILTER_GRADIENT } from "../../backend/gpu/convolution/filter_gradient_variants.ts";
import type { GpuBackend } from "../../backend/gpu/programs/gpu_backend.ts";
import { timeOnGpu } from "../../backend/gpu/tuning/gpu_clock.ts";
import { peakRates } from "../../backend/gpu/tuning/peak_rates.ts";
import { tuneAccelerator } from "../../backend/tune_accelerator.ts";
import { BenchFlags } from "../bench_flags.ts";
import { quantile } from "../quantile.ts";
import { prepareStep } from "../step/training_step.ts";
import { print } from "../terminal.ts";
import { type HeardDispatch, HeardDispatches } from "./heard_dispatches.ts";
import { type DispatchWork, GPUS, leastMilliseconds } from "./roofline.ts";

const HELP = `Times every dispatch of a replayed training step by itself, by the GPU's own clock.

Usage: deno task bench:dispatches [flags]

  --patch-size N      64, 128 or 256 (default 64)
  --filter-scale S    width of the network (default 1)
  --gridsize G        patterns of a sample are G² (default 1)
  --batch B           samples of a step (default 16)
  --burst K           steps until one waits for their result (default 20)
  --json              print one JSON object
  --help              print this

GFLOP/s count the operations of a convolution's definition; GB/s all that a dispatch is bound to, once. "at least" is
what a GPU would take if each dispatch went at the peak of its operations or of its bytes.`;

/** Dispatches of a program. */
interface ProgramRow extends DispatchWork {
  /** Name of the program and its sizes. */
  readonly program: string;
  readonly count: number;
  /** Of all of them. */
  readonly milliseconds: number;
}

/** Medians of so many rounds; of dispatches, how often each is made in a row. */
const [ROUNDS, TIMES] = [5, 4] as const;

const flags = new BenchFlags(HELP, ["patch-size", "filter-scale", "gridsize", "batch", "burst"]);
const sizes = {
  patchSize: Number(flags.oneOf("patch-size", ["64", "128", "256"])) as 64 | 128 | 256,
  filterScale: flags.positive("filter-scale", 1),
  gridSize: flags.positive("gridsize", 1),
  batchSize: flags.positive("batch", 16),
};
const burst = flags.positive("burst", 20);
const heard = new HeardDispatches();
const accelerator = await selectAccelerator("webgpu");
const { adapter } = accelerator;
const { step, issue } = prepareStep(sizes);
const began = performance.now();
await tuneAccelerator({ autotune: true }, accelerator, { step: issue });
const tuning = performance.now() - began;
// The first three make the recording.
await step(4);
const stepTime = await timed(() => step(burst), burst);
const issued = await timed(() => Promise.resolve(issue()), 1);
const dispatches = heard.during(issue);
await step();
const { device } = tf.backend() as GpuBackend;
const peak = await peakRates(tf.backend() as GpuBackend);
const times = await timeOnGpu(device, dispatches.map(({ dispatch }) => ({ dispatch, times: TIMES })));
const works = dispatches.map(workOf);
const rows = byProgram();
const sum = times.reduce((total, ms) => total + ms, 0);
const least = Object.fromEntries(
  [{ name: "this adapter, as measured", ...peak }, ...GPUS].map((gpu) => [gpu.name, leastMilliseconds(works, gpu)]),
);
const failure = accelerator.failure();
if (failure) throw failure;
if (flags.json) print(JSON.stringify({ adapter, sizes, tuning, stepTime, issued, peak, sum, least, rows }));
else tell();
Deno.exit(0);

// --- internal ---

async function timed(work: () => Promise<void>, count: number): Promise<number> {
  const all: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await work();
    all.push((performance.now() - start) / count);
  }
  return quantile(all, 0.5);
}

/** Operations where the program is a convolution or its gradient: its label tells its sizes. */
function workOf({ label, bytes }: HeardDispatch): DispatchWork {
  const [, name, sizes] = label.match(/^(.*) (?:from storage|in tiles) (\{.*)$/) ?? [];
  const kernel = [FILTER_GRADIENT, CONVOLUTION].find((known) => known.name === name);
  return { operations: kernel && sizes ? kernel.operations(JSON.parse(sizes)) : 0, bytes };
}

function byProgram(): ProgramRow[] {
  const rows = new Map<string, ProgramRow>();
  dispatches.forEach(({ label }, index) => {
    const { operations, bytes } = works[index] ?? { operations: 0, bytes: 0 };
    const before = rows.get(label) ?? { program: label, count: 0, milliseconds: 0, operations: 0, bytes: 0 };
    rows.set(label, {
      ...before,
      count: before.count + 1,
      milliseconds: before.milliseconds + (times[index] ?? NaN),
      operations: before.operations + operations,
      bytes: before.bytes + bytes,
    });
  });
  return [...rows.values()].sort((one, other) => other.milliseconds - one.milliseconds);
}

function tell(): void {
  const { patchSize, filterScale, gridSize, batchSize } = sizes;
  print(`${adapter}, N ${patchSize}, gridSize ${gridSize}, filterScale ${filterScale}, batch ${batchSize}`);
  print(`a step: ${stepTime.toFixed(2)} ms, handed in after ${issued.toFixed(2)} ms, ${dispatches.length} dispatches`);
  print(`dispatches one by one: ${sum.toFixed(2)} ms; ways were chosen in ${(tuning / 1000).toFixed(1)} s`);
  print(`peak, measured: ${peak.gflops.toFixed(0)} GFLOP/s, ${peak.gbs.toFixed(0)} GB/s`);
  for (const [name, ms] of Object.entries(least)) print(`at least ${ms.toFixed(2).padStart(9)} ms  ${name}`);
  print("       ms  of all   GFLOP/s      GB/s  dispatches");
  for (const { program, count, milliseconds, operations, bytes } of rows) {
    const share = `${(100 * milliseconds / sum).toFixed(1)} %`;
    const rates = [operations, bytes].map((work) => work === 0 ? "" : (work / milliseconds / 1e6).toFixed(0));
    const figures = [milliseconds.toFixed(3), share, ...rates].map((text) => text.padStart(9)).join(" ");
    print(`${figures}  ${String(count).padStart(4)}  ${program}`);
  }
}
