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
import { parseArgs } from "@std/cli/parse-args";
import { print } from "./terminal.ts";
import { prepareStep } from "./training_step.ts";

const flags = parseArgs(Deno.args, { string: ["patch-size", "filter-scale", "batch", "steps", "threads"] });
const steps = Number(flags.steps ?? 20);
const threads = Number(flags.threads ?? navigator.hardwareConcurrency);
await selectAccelerator("cpu", { threads });
const { step } = prepareStep({
  patchSize: Number(flags["patch-size"] ?? 64) as 64 | 128 | 256,
  filterScale: Number(flags["filter-scale"] ?? 1),
  batchSize: Number(flags.batch ?? 16),
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
