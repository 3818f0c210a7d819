import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";

/** Operations whose gradients need what tensorflow.js' core does not export. */
const OPERATIONS: Readonly<Record<string, readonly [shape: readonly number[], apply: (x: tf.Tensor) => tf.Tensor]>> = {
  "conv2d, by its input": [[1, 4, 4, 2], (x) => tf.conv2d(x as tf.Tensor4D, ramp([3, 3, 2, 2]), 1, "same")],
  "conv2d, by its filter": [
    [3, 3, 2, 2],
    (x) => tf.conv2d(ramp<tf.Rank.R4>([1, 4, 4, 2]), x as tf.Tensor4D, 1, "same"),
  ],
  "conv3d": [[1, 3, 3, 3, 1], (x) => tf.conv3d(x as tf.Tensor5D, ramp([2, 2, 2, 1, 1]), 1, "same")],
  "depthwiseConv2d": [[1, 4, 4, 2], (x) => tf.depthwiseConv2d(x as tf.Tensor4D, ramp([3, 3, 2, 1]), 1, "same")],
  "maxPool": [[1, 4, 4, 1], (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid")],
  "avgPool": [[1, 4, 4, 1], (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid")],
  "maxPool3d": [[1, 2, 2, 2, 1], (x) => tf.maxPool3d(x as tf.Tensor5D, 2, 2, "valid")],
  "avgPool3d": [[1, 2, 2, 2, 1], (x) => tf.avgPool3d(x as tf.Tensor5D, 2, 2, "valid")],
  "localResponseNormalization": [[1, 2, 2, 4], (x) => tf.localResponseNormalization(x as tf.Tensor4D, 1)],
  "slice": [[4, 3], (x) => tf.slice(x, [1, 0], [2, 2])],
  "selu": [[5], (x) => tf.selu(x)],
  "norm as a method": [[5], (x) => x.square().sum().sqrt()],
};

for (const [name, [shape, apply]] of Object.entries(OPERATIONS)) {
  Deno.test(`tensorflow.ts has the gradient of ${name}: a small change changes the result by it`, async () => {
    await tf.setBackend("cpu");
    const loss = (x: tf.Tensor): tf.Scalar => tf.sum(tf.square(apply(x)));
    const x = ramp(shape);
    const gradient = await tf.grad(loss)(x).data();
    for (const index of [0, gradient.length >> 1, gradient.length - 1]) {
      const [below = 0, above = 0] = await Promise.all([-1, 1].map(async (sign) => {
        const moved = Float32Array.from(await x.data(), (value, i) => value + (i === index ? sign * STEP : 0));
        return (await loss(tf.tensor(moved, [...shape])).data())[0] ?? 0;
      }));
      const slope = (above - below) / (2 * STEP);
      assertAlmostEquals(gradient[index] ?? NaN, slope, 0.02 * Math.max(1, Math.abs(slope)));
    }
  });
}

Deno.test("tensorflow.ts registers its gradients with the core that it exports, whose tensors have methods", async () => {
  const core = await import("../../packages/tensorflow_core.ts");
  assertEquals(core.engine() === tf.engine(), true);
  assertEquals(["Conv2D", "MaxPool", "GatherV2", "LRN"].filter((name) => !core.getGradient(name)), []);
  assertEquals(core.tensor1d([1, 2]).add(1) instanceof tf.Tensor, true);
});

// --- internal ---

const STEP = 1e-2;

/** Values without ties, between -0.5 and 0.5, and none so near 0 that a step of the test crosses it. */
function ramp<R extends tf.Rank>(shape: readonly number[]): tf.Tensor<R> {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Array.from({ length: size }, (_, i) => ((i * 7 + 3) % (size + 1) + 0.5) / (size + 1) - 0.47);
  return tf.reshape(values, [...shape] as tf.ShapeMap[R]);
}
