import * as tf from "@tensorflow/tfjs";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { ampActivation, phaseActivation } from "../../../model/cnn/head_activation.ts";
import { enlarge, halve } from "../../../model/cnn/layers.ts";
import { weightOf } from "../../../model/cnn/weight_of.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

async function gradient(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): Promise<number[]> {
  return [...await tf.grad((y) => f(y).mul(tf.range(1, f(y).size + 1).reshape(f(y).shape)).sum())(x).data()];
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "enlarge() repeats every pixel and its gradient sums them", async () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
    const expected = [1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6, 7, 8, 7, 8, 5, 6, 5, 6, 7, 8, 7, 8];
    assertEquals([...await enlarge(x).data()], expected);
    const sums = await tf.grad((y) => enlarge(y as tf.Tensor4D).sum())(x).data();
    assertEquals([...sums], new Array(8).fill(4));
  });

  onAccelerator(accelerator, "halve() is max pooling and its gradient goes to the first of equal values", async () => {
    const x = tf.tensor4d([0, 5, 7, 7, 5, 1, 7, 7], [1, 2, 4, 1]);
    assertEquals([...await halve(x).data()], [5, 7]);
    assertEquals(await gradient((y) => halve(y as tf.Tensor4D), x), [0, 1, 2, 0, 0, 0, 0, 0]);
  });
}

Deno.test("ampActivation() gives each name its function", async () => {
  const expected = {
    sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
    silu: (x: number) => x / (1 + Math.exp(-x)),
    softplus: (x: number) => Math.log(1 + Math.exp(x)),
    relu: (x: number) => Math.max(0, x),
  };
  for (const name of ["sigmoid", "silu", "softplus", "relu"] as const) {
    const values = await ampActivation(name)(tf.tensor4d([-2, 0.5], [1, 1, 1, 2])).data();
    [-2, 0.5].forEach((x, index) => assertAlmostEquals(values[index] ?? NaN, expected[name](x), 1e-6));
  }
});

Deno.test("phaseActivation() stays between −π and π", async () => {
  const [low, middle, high] = await phaseActivation(tf.tensor4d([-50, 0.1, 50], [1, 1, 1, 3])).data();
  assertAlmostEquals(low ?? NaN, -Math.PI, 1e-6);
  assertAlmostEquals(middle ?? NaN, Math.PI * Math.tanh(0.1), 1e-6);
  assertAlmostEquals(high ?? NaN, Math.PI, 1e-6);
});

Deno.test("weightOf() names the weight that is missing", () => {
  assertThrows(() => weightOf(new Map(), "encoder.weight"), Error, "current value is encoder.weight");
});
