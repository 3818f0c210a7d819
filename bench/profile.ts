/**
 * Prints where a training step on the CPU spends its time, kernel by kernel:
 *
 * ```sh
 * deno task profile --filter-scale 1 --batch 16 --steps 20
 * ```
 *
 * @module
 */
import { selectAccelerator, timeKernels } from "@exitwave/exitwave";
import { BenchFlags } from "./bench_flags.ts";
import { print } from "./terminal.ts";
import { prepareStep } from "./step/training_step.ts";

const HELP = `Prints where a training step on the CPU spends its time, kernel by kernel.

Usage: deno task profile [flags]

  --patch-size N      64, 128 or 256 (default 64)
  --filter-scale S    width of the network (default 1)
  --gridsize G        patterns of a sample are G², merged where G > 1 (default 1)
  --batch B           samples of a step (default 16)
  --steps S           timed steps (default 20)
  --threads T         threads (default: as many as the machine has)
  --help              print this`;

const flags = new BenchFlags(HELP, ["patch-size", "filter-scale", "gridsize", "batch", "steps", "threads"]);
const steps = flags.positive("steps", 20);
const threads = flags.positive("threads", navigator.hardwareConcurrency);
await selectAccelerator("cpu", { threads });
const { step } = prepareStep({
  patchSize: Number(flags.oneOf("patch-size", ["64", "128", "256"])) as 64 | 128 | 256,
  filterScale: flags.positive("filter-scale", 1),
  gridSize: flags.positive("gridsize", 1),
  batchSize: flags.positive("batch", 16),
});

for (let round = 0; round < Math.min(steps, 10); round++) await step();
const start = performance.now();
const timer = timeKernels();
for (let round = 0; round < steps; round++) await step();
const kernels = timer.stop();
const total = (performance.now() - start) / steps;

print(`${total.toFixed(1)} ms a step on ${threads} threads, of which in each kernel:`);
print("      ms   calls  share  kernel");
for (const { kernel, calls, milliseconds } of kernels) line(kernel, milliseconds / steps, calls / steps);
line("outside kernels", total - kernels.reduce((sum, { milliseconds }) => sum + milliseconds / steps, 0), NaN);

function line(name: string, milliseconds: number, calls: number): void {
  const share = `${(100 * milliseconds / total).toFixed(1)} %`;
  const count = Number.isNaN(calls) ? "" : calls.toFixed(0);
  print(`${milliseconds.toFixed(2).padStart(8)}${count.padStart(8)}${share.padStart(8)}  ${name}`);
}
