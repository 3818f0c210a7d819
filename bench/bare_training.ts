/**
 * A training without a trainer: batch after batch is gathered and uploaded, and one step of loss, gradients and Adam taken.
 *
 * @module
 */
import {
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

/**
 * Loads the scan of a payload and builds its model.
 *
 * @param payload What `fit` would get; it is trained on the same batches in the same order.
 * @returns Takes a step; resolves with its loss.
 */
export async function bareTraining(payload: TrainingPayload): Promise<() => Promise<number>> {
  const { data: { scan }, training } = payload;
  const samples = prepareSamples(await loadScan(scan ?? ""), payload, { seed: training.seed });
  const model = createModel(payload, { seed: training.seed });
  const optimizer = createOptimizer(model.parameters, training);
  const variables = [...model.parameters.values()];
  const order = endless(samples, training);
  const square = (values: Float32Array): tf.Tensor2D => tf.tensor2d(values, [samples.patchSize, samples.patchSize]);
  const constants = {
    probe: { re: square(samples.probe.re), im: square(samples.probe.im) },
    probeMask: square(samples.probeMask),
  };

  return async () => {
    const { size, window, ...arrays } = order.next().value;
    const loss = tf.tidy(() => {
      const column = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, [size, 1, 1, 1]);
      const batch = {
        ...constants,
        amplitude: tf.tensor4d(arrays.amplitude, [size, samples.patchSize, samples.patchSize, 1]),
        inputScale: column(arrays.inputScale),
        physicsScale: column(arrays.physicsScale),
        window,
      };
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

type Endless = Generator<ReturnType<typeof batches> extends Generator<infer B> ? B : never, never>;

function* endless(
  samples: Samples,
  { seed, batchSize, limitTrainBatches: limit }: TrainingPayload["training"],
): Endless {
  const all = Int32Array.from({ length: samples.count }, (_, index) => index);
  for (let epoch = 0;; epoch++) yield* batches(samples, epochOrder(all, { seed, epoch }), { batchSize, limit });
}
