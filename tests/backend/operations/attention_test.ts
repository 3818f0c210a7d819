/**
 * The kernels of attention on every accelerator, by hand.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

function run<T extends tf.Tensor | tf.Tensor[]>(kernel: string, inputs: tf.NamedTensorMap): T {
  return tf.engine().runKernel(kernel, inputs);
}

/** Values of tensors, one after the other. */
async function numbers(...tensors: readonly tf.Tensor[]): Promise<number[][]> {
  return (await Promise.all(tensors.map((tensor) => tensor.data()))).map((values) => [...values]);
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "SummarisePixels shares the gradient of a maximum among equal pixels", async () => {
    const x = tf.tensor4d([1, 8, 3, 4, 3, 0, 1, 4], [1, 2, 2, 2]);
    const outputs = run<tf.Tensor[]>("SummarisePixels", { x });
    assertEquals((await numbers(...outputs)).slice(1), [[2, 4, 3, 8], [2, 1]]);
    const dx = tf.grad((input) => {
      const [same, pooled] = run<[tf.Tensor, tf.Tensor]>("SummarisePixels", { x: input });
      return same.sum().add(pooled.mul([[4, 8], [2, 16]]).sum());
    })(x);
    // One for itself, a quarter of the mean's 4 and 8, and half of 2 or all of 16 of the maximum's.
    assertEquals(await numbers(dx), [[2, 19, 3, 3, 3, 3, 2, 3]]);
  });

  onAccelerator(accelerator, "WeighChannels shares the gradient of a maximum among equal channels", async () => {
    const x = tf.tensor4d([1, 2, 4, 1], [1, 1, 2, 2]);
    const gate = tf.tensor2d([2, 1], [1, 2]);
    assertEquals(await numbers(...run<tf.Tensor[]>("WeighChannels", { x, gate })), [[2, 2, 8, 1], [2, 2, 8, 4.5]]);
    const gradients = tf.grads((a, b) => {
      const [y, summary] = run<[tf.Tensor, tf.Tensor]>("WeighChannels", { x: a, gate: b });
      return y.sum().add(summary.mul([[[[6, 2], [8, 4]]]]).sum());
    })([x, gate]);
    // By the products: 1 for themselves, 1 and 2 of the means; 3 each of the first pixel's maximum, 8 of the second's.
    assertEquals(await numbers(...gradients), [[10, 5, 22, 3], [49, 13]]);
  });

  onAccelerator(accelerator, "WeighPixels has gradients by both factors", async () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    const gate = tf.tensor4d([2, 3], [1, 1, 2, 1]);
    const weigh = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => run("WeighPixels", { x: a, gate: b });
    assertEquals(await numbers(weigh(x, gate)), [[2, 4, 9, 12]]);
    assertEquals(await numbers(...tf.grads(weigh)([x, gate])), [[2, 2, 3, 3], [3, 7]]);
  });
}
