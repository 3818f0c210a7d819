/**
 * One engine of the step benchmark, a process of its own so that the kernels of one do not reach the other. Its first line
 * on standard output describes it; every line on standard input is then answered by one line with the milliseconds of one
 * training step (loss, gradients and Adam, all on the device), and the end of the input ends the process.
 *
 * @module
 */
import { selectAccelerator } from "@exitwave/exitwave";
import * as tf from "../packages/tensorflow.ts";
import process from "node:process";
import { createInterface } from "node:readline";
import { registerNetworkKernels } from "../backend/operations/network_kernels.ts";
import { prepareStep, type StepSizes } from "./training_step.ts";

/** What an engine is asked to do; the process gets it as JSON in its first argument. */
export interface StepJob extends StepSizes {
  /** Our kernels and gradients, or tensorflow.js as it comes. */
  readonly engine: "exitwave" | "tfjs";
  /** What it runs on. */
  readonly accelerator: "cpu" | "webgpu";
  /** Threads of our `cpu`; tensorflow.js as it comes has one. */
  readonly threads: number;
  /** What its milliseconds are: of the clock on the wall, or of the processor, of all threads together. */
  readonly clock: "wall" | "process";
  /** Steps until one waits for their result; the milliseconds are of one of them. */
  readonly burst: number;
}

if (import.meta.main) await answer(JSON.parse(Deno.args[0] ?? "") as StepJob);

// --- internal ---

async function answer(job: StepJob): Promise<void> {
  await selectEngine(job);
  const { step, parameters } = prepareStep(job);
  say({ version: tf.version_core, parameters });
  for await (const _ of createInterface({ input: process.stdin })) {
    const start = now(job.clock);
    await step(job.burst);
    say({ ms: (now(job.clock) - start) / job.burst });
  }
  // Threads that sleep would keep the process.
  Deno.exit(0);
}

function now(clock: StepJob["clock"]): number {
  if (clock === "wall") return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}

async function selectEngine({ engine, accelerator, threads }: StepJob): Promise<void> {
  if (engine === "exitwave") {
    await selectAccelerator(accelerator, { threads });
    return;
  }
  tf.enableProdMode();
  if (accelerator === "webgpu") await import("../packages/tensorflow_webgpu.ts");
  await tf.setBackend(accelerator);
  registerNetworkKernels();
}

function say(answer: Record<string, unknown>): void {
  // deno-lint-ignore no-console -- a program that is spoken to through its standard streams
  console.log(JSON.stringify(answer));
}
