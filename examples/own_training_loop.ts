// deno-lint-ignore-file no-console -- an example that people run in a terminal
/**
 * A training loop of your own, with an optimizer of tensorflow.js: `deno run -A examples/own_training_loop.ts`.
 *
 * Scan, samples, model and loss are those of `fit`; what happens between two batches is yours.
 *
 * @module
 */
import { batches, BatchUploader, createModel, createTrainingPayload } from "@exitwave/exitwave";
import { epochOrder, prepareSamples, selectAccelerator, simulateScan } from "@exitwave/exitwave";
import * as tf from "@tensorflow/tfjs";

const seed = 1;
const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
await selectAccelerator("auto");

const scan = simulateScan({ patterns: 64, seed }); // or await loadScan("my_scan.npz")
const samples = prepareSamples(scan, payload, { seed });
const model = createModel(payload, { seed });
const uploader = new BatchUploader(samples);
const optimizer = tf.train.adam(1e-3);

const numbers = Int32Array.from({ length: samples.count }, (_, number) => number);
for (let epoch = 0; epoch < 3; epoch++) {
  const losses: number[] = [];
  for (const batch of batches(samples, epochOrder(numbers, { seed, epoch }), { batchSize: 4 })) {
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => model.loss(uploader.upload(batch)));
      optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      return value;
    });
    losses.push(...await loss.data());
    loss.dispose();
  }
  console.log(`epoch ${epoch + 1}: loss ${losses.reduce((sum, loss) => sum + loss, 0) / losses.length}`);
}
