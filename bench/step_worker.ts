/**
 * One engine of the step benchmark, a process of its own so that the kernels of one do not reach the other. Its first line
 * on standard output describes it; every line on standard input is then answered by one line with the milliseconds of one
 * training step (loss, gradients and Adam, all on the device), and the end of the input ends the process.
 *
 * @module
 */
import {
  createAdam,
  createModel,
  createTrainingPayload,
  prepareSamples,
  selectAccelerator,
  simulateScan,
} from "@exitwave/exitwave";
import * as tf from "@tensorflow/tfjs";
import process from "node:process";
import { createInterface } from "node:readline";

/** What an engine is asked to do; the process gets it as JSON in its first argument. */
export interface StepJob {
  /** Our kernels and gradients, or tensorflow.js as it comes. */
  readonly engine: "exitwave" | "tfjs";
  /** What it runs on. */
  readonly accelerator: "cpu" | "webgpu";
  /** Side N of a pattern, in pixels. */
  readonly patchSize: 64 | 128 | 256;
  /** Width of the network. */
  readonly filterScale: number;
  /** Patterns of a step. */
  readonly batchSize: number;
}

if (import.meta.main) await answer(JSON.parse(Deno.args[0] ?? "") as StepJob);

// --- internal ---

async function answer(job: StepJob): Promise<void> {
  await selectEngine(job);
  const { step, parameters } = prepare(job);
  say({ version: tf.version["tfjs-core"], parameters });
  for await (const _ of createInterface({ input: process.stdin })) {
    const start = performance.now();
    await step();
    say({ ms: performance.now() - start });
  }
  // Threads that sleep would keep the process.
  Deno.exit(0);
}

async function selectEngine({ engine, accelerator }: StepJob): Promise<void> {
  if (engine === "exitwave") {
    await selectAccelerator(accelerator);
    return;
  }
  tf.enableProdMode();
  if (accelerator === "webgpu") await import("@tensorflow/tfjs-backend-webgpu");
  await tf.setBackend(accelerator);
}

function prepare({ patchSize, filterScale, batchSize }: StepJob): { step: () => Promise<void>; parameters: number } {
  const payload = createTrainingPayload({ data: { patchSize }, model: { filterScale } });
  const samples = prepareSamples(simulateScan({ patchSize, patterns: batchSize }), payload, { seed: 1 });
  const model = createModel(payload, { seed: 1 });
  const adam = createAdam(model.parameters, { learningRate: 1e-3 });
  const variables = [...model.parameters.values()];
  const batch = {
    amplitude: tf.tensor4d(samples.amplitude, [batchSize, patchSize, patchSize, 1]),
    inputScale: tf.tensor4d(samples.inputScale, [batchSize, 1, 1, 1]),
    physicsScale: tf.tensor4d(samples.physicsScale, [batchSize, 1, 1, 1]),
    probe: {
      re: tf.tensor2d(samples.probe.re, [patchSize, patchSize]),
      im: tf.tensor2d(samples.probe.im, [patchSize, patchSize]),
    },
    probeMask: tf.tensor2d(samples.probeMask, [patchSize, patchSize]),
  };
  const step = async (): Promise<void> => {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => model.loss(batch), variables);
      const named = [...model.parameters].flatMap(([name, parameter]): [string, tf.Tensor][] => {
        const gradient = grads[parameter.name];
        return gradient ? [[name, gradient]] : [];
      });
      adam.step(new Map(named));
    });
    // The step is done when its last result can be read.
    await variables.at(-1)?.data();
  };
  return { step, parameters: variables.reduce((sum, { size }) => sum + size, 0) };
}

function say(answer: Record<string, unknown>): void {
  // deno-lint-ignore no-console -- a program that is spoken to through its standard streams
  console.log(JSON.stringify(answer));
}
