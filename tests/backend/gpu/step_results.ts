/**
 * One step of a training of groups of four patterns: what WebGPU's programs are compared by, in Deno and in a browser.
 *
 * @module
 */
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { batches } from "../../../data/batches.ts";
import { prepareSamples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { BatchUploader } from "../../../data/feed/batch_uploader.ts";
import { createModel } from "../../../model/create_model.ts";
import type { TrainingPayload } from "../../../config/payload.ts";
import * as tf from "../../../packages/tensorflow.ts";
import { createForeseen } from "../../../train/optimizer/create_optimizer.ts";
import { GradientSum } from "../../../train/optimizer/gradient_sum.ts";
import { moveWeights } from "../../../train/optimizer/move_weights.ts";

/**
 * Loss and gradients of a batch, and a step by a window of it twice, on the current accelerator.
 *
 * @returns The loss, then the gradient of each parameter, in the order of the model, then by how much each was moved.
 */
export async function stepResults(): Promise<Float32Array[]> {
  const payload = createTrainingPayload({
    data: { patchSize: 64, gridSize: 2, groups: 2, neighbors: 4 },
    model: { filterScale: 0.125 },
  });
  const samples = prepareSamples(simulateScan({ patchSize: 64, patterns: 8 }), payload, { seed: 1 });
  const model = createModel(payload, { seed: 1 });
  const [first] = batches(samples, Int32Array.of(0, 1), { batchSize: 2 });
  if (!first) throw new RangeError("Cannot take a step as there is no batch: current value is 0");
  const batch = new BatchUploader(samples).upload(first);
  const { value, grads } = tf.variableGrads(() => model.loss(batch), [...model.parameters.values()]);
  const named = new Map([...model.parameters].flatMap(([name, variable]) => {
    const gradient = grads[variable.name];
    return gradient ? [[name, gradient] as const] : [];
  }));
  const tensors = [value, ...named.values(), ...movedBy(named, model.parameters, payload)];
  const values = await Promise.all(tensors.map((tensor) => tensor.data<"float32">()));
  tf.dispose([tensors, Object.values(batch)]);
  model.dispose();
  return values.map((found) => found.slice());
}

// --- internal ---

/** How far a window of two batches with the same gradients moves each parameter, clipped by their norm. */
function movedBy(
  gradients: ReadonlyMap<string, tf.Tensor>,
  parameters: ReadonlyMap<string, tf.Variable>,
  { training }: TrainingPayload,
): tf.Tensor[] {
  const before = Array.from(parameters.values(), (variable) => tf.clone(variable));
  const copies = (): Map<string, tf.Tensor> =>
    new Map([...gradients].map(([name, tensor]) => [name, tf.clone(tensor)]));
  const sum = new GradientSum(parameters), optimizer = createForeseen(parameters, { ...training, optimizer: "sgd" });
  sum.add(copies());
  sum.complete(copies());
  const clip = { bound: 1, algorithm: "norm" } as const;
  const mover = {
    optimizer,
    ema: null,
    scale: null,
    parameters,
    clip,
    phase: <T>(_: string, work: () => T): T => work(),
  };
  moveWeights(mover, sum.tensors, 1);
  const moves = Array.from(parameters.values(), (variable, at) => tf.sub(variable, before[at] ?? variable));
  tf.dispose(before);
  sum.dispose();
  optimizer.dispose();
  return moves;
}
