/**
 * One engine of the step benchmark, a process of its own so that the kernels of one do not reach the other. Its first line
 * on standard output describes it; every line on standard input is then answered by one line with the milliseconds of one
 * training step (loss, gradients and Adam, all on the device), and the end of the input ends the process.
 *
 * @module
 */
import { selectAccelerator } from "@exitwave/exitwave";
import * as tf from "../../packages/tensorflow.ts";
import { registerNetworkKernels } from "../../backend/operations/network_kernels.ts";
import { requirePrecision } from "../../backend/half_storage.ts";
import { tuneAccelerator } from "../../backend/tune_accelerator.ts";
import { answerSteps } from "./answer_steps.ts";
import { prepareStep, type StepSizes, type TrainingStep } from "./training_step.ts";

/** What an engine is asked to do; the process gets it as JSON in its first argument. */
export interface StepJob extends StepSizes {
  /** Our kernels and gradients, tensorflow.js as it comes, or jax-js, which has a worker of its own. */
  readonly engine: "exitwave" | "tfjs" | "jax_js";
  /** What it runs on. */
  readonly accelerator: "cpu" | "webgpu";
  /** Of ours; all others are of float32. */
  readonly precision: "float32" | "mixed";
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
  const { step, parameters, adapter } = job.engine === "exitwave" ? await ours(job) : await theirs(job);
  const { clock, burst } = job;
  await answerSteps(step, { description: { version: tf.version_core, parameters, adapter }, clock, burst });
}

/** A step, and the adapter where it is known. */
interface Prepared extends Pick<TrainingStep, "step" | "parameters"> {
  readonly adapter: string;
}

/** Ours, with the ways of its kernels chosen as a training does. */
async function ours(job: StepJob): Promise<Prepared> {
  const accelerator = await selectAccelerator(job.accelerator, { threads: job.threads });
  requirePrecision(job.precision, accelerator);
  const prepared = prepareStep(job);
  await tuneAccelerator({ autotune: true }, accelerator, { step: prepared.issue });
  return { ...prepared, adapter: accelerator.adapter };
}

async function theirs(job: StepJob): Promise<Prepared> {
  tf.enableProdMode();
  if (job.accelerator === "webgpu") await import("../../packages/tensorflow_webgpu.ts");
  await tf.setBackend(job.accelerator);
  registerNetworkKernels();
  return { ...prepareStep({ ...job, precision: "float32" }), adapter: "" };
}
