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
import * as tf from "../../../packages/tensorflow.ts";

/**
 * Loss and gradients of a batch, on the current accelerator.
 *
 * @returns The loss, then the gradient of each parameter, in the order of the model.
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
  const tensors = [value, ...Array.from(model.parameters.values(), ({ name }) => grads[name])];
  const values = await Promise.all(tensors.map((tensor) => tensor?.data<"float32">() ?? new Float32Array()));
  tf.dispose([tensors, Object.values(batch)]);
  model.dispose();
  return values.map((found) => found.slice());
}
