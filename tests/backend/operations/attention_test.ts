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

  onAccelerator(accelerator, "GatePixels has gradients by activations and logits", async () => {
    const x = tf.tensor4d([1, 2, 3, 5], [1, 1, 2, 2]);
    // Sigmoids of a half and of nothing.
    const logits = tf.tensor4d([0, -200], [1, 1, 2, 1]);
    const weigh = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      run<tf.Tensor[]>("GatePixels", { x: a, logits: b })[0] ?? a;
    assertEquals(await numbers(weigh(x, logits)), [[0.5, 1, 0, 0]]);
    assertEquals(await numbers(...tf.grads(weigh)([x, logits])), [[0.5, 0.5, 0, 0], [0.75, 0]]);
  });

  onAccelerator(accelerator, "ChannelGate has gradients by what was pooled and by both layers", async () => {
    // Of two channels one hidden number: 1 of the means, and of the maxima -2, which the ReLU stops.
    const inputs = {
      pooled: tf.tensor2d([3, 1, 0, 1], [2, 2]),
      narrow: tf.tensor2d([1, -1], [2, 1]),
      narrowBias: tf.tensor1d([-1]),
      wide: tf.tensor2d([4, 0], [1, 2]),
      wideBias: tf.tensor1d([-2, 0]),
    };
    const gateOf = (...given: tf.Tensor[]): tf.Tensor => {
      const [pooled, narrow, narrowBias, wide, wideBias] = given as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      return run<[tf.Tensor]>("ChannelGate", { pooled, narrow, narrowBias, wide, wideBias })[0];
    };
    assertEquals(await numbers(gateOf(...Object.values(inputs))), [[0.5, 0.5]]);
    const gradients = tf.grads((...given) => gateOf(...given).mul([[4, 8]]).sum())(Object.values(inputs));
    // By the logits 1 and 2, of either half; by the hidden number of the means 4.
    assertEquals(await numbers(...gradients), [[4, -4, 0, 0], [12, 4], [4], [1, 2], [2, 4]]);
  });
}
