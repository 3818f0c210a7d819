/**
 * Prints how fast the CPU's kernels are within a training step of the real model, beside what the machine can do in the
 * same minute:
 *
 * ```sh
 * deno task bench:kernels --filter-scale 1 --batch 16
 * ```
 *
 * @module
 */
import { selectAccelerator } from "@exitwave/exitwave";
import { wrapKernels } from "../../backend/wrap_kernels.ts";
import { BenchFlags } from "../bench_flags.ts";
import { type KernelWork, kernelWork } from "./kernel_work.ts";
import { productRate, streamRate } from "./peak_rates.ts";
import { quantile } from "../quantile.ts";
import { print } from "../terminal.ts";
import { prepareStep, type StepSizes } from "../step/training_step.ts";

const HELP = `Times every kernel within training steps on the CPU, by kernel and shapes; medians over the rounds.

Usage: deno task bench:kernels [flags]

  --patch-size N      64, 128 or 256 (default 64)
  --filter-scale S    width of the network (default 1)
  --gridsize G        patterns of a sample are G², merged where G > 1 (default 1)
  --batch B           samples of a step (default 16)
  --threads T         threads (default: as many as the machine has)
  --rounds R          timed steps, after two that warm up (default 20)
  --json              print one JSON object
  --help              print this

GFLOP/s count the operations of the definition: Winograd's convolutions do fewer and may exceed the peak. The peak is the
product of 48 × 64 and 64 × 64 matrices that stay in the cache, GB/s count every input and output once, and the stream is
a ReLU of 32 MiB; both are measured between the steps.`;

const WARM_UP = 2;
/** Shares of the step below which a kernel is not printed. */
const LEAST_SHARE = 0.003;

interface Row extends KernelWork {
  /** Calls in all timed steps. */
  readonly milliseconds: number[];
}

const flags = new BenchFlags(HELP, ["patch-size", "filter-scale", "gridsize", "batch", "threads", "rounds"]);
const config = {
  patchSize: Number(flags.oneOf("patch-size", ["64", "128", "256"])) as StepSizes["patchSize"],
  filterScale: flags.positive("filter-scale", 1),
  gridSize: flags.positive("gridsize", 1),
  batchSize: flags.positive("batch", 16),
};
const threads = flags.positive("threads", navigator.hardwareConcurrency);
const rounds = flags.positive("rounds", 20);

await selectAccelerator("cpu", { threads });
const { step } = prepareStep(config);
const rows = new Map<string, Row>();
const [steps, peaks, streams]: [number[], number[], number[]] = [[], [], []];
for (let round = -WARM_UP; round < rounds; round++) {
  const restore = round < 0 ? () => {} : recordKernels();
  const start = performance.now();
  await step();
  if (round >= 0) steps.push(performance.now() - start);
  restore();
  peaks.push(productRate());
  streams.push(streamRate());
}
report();
// Threads that sleep would keep the process.
Deno.exit(0);

// --- internal ---

/** Records every call until the function that it returns is called. */
function recordKernels(): () => void {
  let depth = 0;
  return wrapKernels(({ kernelName, kernelFunc }) => (call) => {
    const start = performance.now();
    depth += 1;
    const made = kernelFunc(call);
    depth -= 1;
    const milliseconds = performance.now() - start;
    // What a kernel calls is its own time.
    if (depth === 0) {
      const attributes = (call.attrs ?? {}) as Record<string, unknown>;
      const work = kernelWork({ kernel: kernelName, inputs: call.inputs, attributes, outputs: [made].flat() });
      const row = rows.get(work.title) ?? { ...work, milliseconds: [] };
      row.milliseconds.push(milliseconds);
      rows.set(work.title, row);
    }
    return made;
  });
}

function report(): void {
  const [total, peak, stream] = [steps, peaks, streams].map((values) => quantile(values, 0.5)) as [
    number,
    number,
    number,
  ];
  const kernels = [...rows.values()].map(({ title, operations, bytes, milliseconds }) => {
    const ms = quantile(milliseconds, 0.5);
    const gflops = operations === null ? null : operations / ms / 1e6;
    return { title, calls: milliseconds.length / rounds, ms, gflops, gbs: bytes / ms / 1e6 };
  }).sort((a, b) => b.calls * b.ms - a.calls * a.ms);
  if (flags.json) {
    print(
      JSON.stringify({ config, threads, rounds, ms: total, peakGflops: peak, streamGbs: stream, kernels }, null, 2),
    );
    return;
  }
  print(
    `${total.toFixed(1)} ms a step on ${threads} threads; peak ${peak.toFixed(0)} GFLOP/s, stream ${
      stream.toFixed(1)
    } GB/s`,
  );
  print("calls   ms each  share  GFLOP/s  of peak    GB/s  kernel");
  for (const { title, calls, ms, gflops, gbs } of kernels) {
    const share = calls * ms / total;
    if (share < LEAST_SHARE) continue;
    const columns = [
      calls.toFixed(0).padStart(5),
      ms.toFixed(3).padStart(9),
      `${(100 * share).toFixed(1)}%`.padStart(6),
      (gflops?.toFixed(0) ?? "").padStart(8),
      (gflops === null ? "" : `${(100 * gflops / peak).toFixed(0)}%`).padStart(8),
      gbs.toFixed(1).padStart(7),
    ];
    print(`${columns.join(" ")}  ${title}`);
  }
}
