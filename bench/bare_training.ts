/**
 * A training without a trainer: batch after batch is gathered and uploaded, and one step of loss, gradients and Adam taken.
 *
 * @module
 */
import {
  type Batch,
  batches,
  createModel,
  createOptimizer,
  epochOrder,
  loadScan,
  prepareSamples,
  type Samples,
  type TrainingPayload,
} from "@exitwave/exitwave";
import * as tf from "@tensorflow/tfjs";
import { scanNames } from "../data/facts/named_scans.ts";
import { BatchUploader } from "../data/feed/batch_uploader.ts";

/**
 * Loads the scan of a payload and builds its model.
 *
 * @param payload What `fit` would get; it is trained on the same batches in the same order.
 * @returns Takes a step; resolves with its loss.
 */
export async function bareTraining(payload: TrainingPayload): Promise<() => Promise<number>> {
  const { data, training } = payload;
  const [scan = ""] = scanNames(data.scan);
  const samples = prepareSamples(await loadScan(scan), payload, { seed: training.seed });
  const model = createModel(payload, { seed: training.seed });
  const optimizer = createOptimizer(model.parameters, training);
  const variables = [...model.parameters.values()];
  const order = endless(samples, training);
  const uploader = new BatchUploader(samples);

  return async () => {
    const next = order.next().value;
    const loss = tf.tidy(() => {
      const batch = { ...uploader.upload(next), window: next.window };
      const { value, grads } = tf.variableGrads(() => model.loss(batch), variables);
      const named = [...model.parameters].flatMap(([name, { name: variable }]): [string, tf.Tensor][] => {
        const gradient = grads[variable];
        return gradient ? [[name, gradient]] : [];
      });
      optimizer.step(new Map(named), training.learningRate);
      return value;
    });
    const [value = NaN] = await loss.data();
    loss.dispose();
    return value;
  };
}

// --- internal ---

function* endless(
  samples: Samples,
  { seed, batchSize, limitTrainBatches: limit }: TrainingPayload["training"],
): Generator<Batch, never> {
  const all = Int32Array.from({ length: samples.count }, (_, index) => index);
  for (let epoch = 0;; epoch++) yield* batches(samples, epochOrder(all, { seed, epoch }), { batchSize, limit });
}
