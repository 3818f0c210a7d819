/**
 * One engine of the step benchmark, in a Worker of its own so that the kernels of one do not reach the other. Answers
 * every message with the milliseconds of one training step: loss, gradients and Adam, all on the device.
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

/** What an engine is asked to do. */
export interface StepJob {
  /** Our kernels and gradients, or tensorflow.js as it comes. */
  readonly engine: "exitwave" | "tfjs";
  readonly accelerator: "cpu" | "webgpu";
  readonly patchSize: 64 | 128 | 256;
  readonly filterScale: number;
  readonly batchSize: number;
}

/** The part of a Worker's global scope that is used here; the project's types are those of the main thread. */
interface WorkerScope {
  onmessage: (event: MessageEvent<StepJob>) => Promise<void>;
  postMessage(milliseconds: number): void;
}

const scope = globalThis as unknown as WorkerScope;
let step: (() => Promise<void>) | null = null;

scope.onmessage = async ({ data: job }): Promise<void> => {
  step ??= await prepare(job);
  const start = performance.now();
  await step();
  scope.postMessage(performance.now() - start);
};

async function prepare(job: StepJob): Promise<() => Promise<void>> {
  if (job.engine === "exitwave") await selectAccelerator(job.accelerator);
  else {
    tf.enableProdMode();
    if (job.accelerator === "webgpu") await import("@tensorflow/tfjs-backend-webgpu");
    await tf.setBackend(job.accelerator);
  }
  const { patchSize, filterScale, batchSize } = job;
  const payload = createTrainingPayload({ data: { patchSize }, model: { filterScale } });
  const samples = prepareSamples(simulateScan({ patchSize, patterns: batchSize }), payload, { seed: 1 });
  const model = createModel(payload, { seed: 1 });
  const adam = createAdam(model.parameters, { learningRate: 1e-3 });
  const parameters = [...model.parameters.values()];
  const last = parameters.at(-1);
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
  return async () => {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => model.loss(batch), parameters);
      const named = [...model.parameters].flatMap(([name, parameter]): [string, tf.Tensor][] => {
        const gradient = grads[parameter.name];
        return gradient ? [[name, gradient]] : [];
      });
      adam.step(new Map(named));
    });
    // The step is done when its last result can be read.
    await last?.data();
  };
}
