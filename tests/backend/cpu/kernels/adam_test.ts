/**
 * The kernel for a step of Adam on any number of threads; its results: `tests/backend/definitions/adam_test.ts`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { adamStep } from "../../../../backend/operations/adam_step.ts";
import { assertThreadsAgree, wave } from "../against_stock.ts";

const decays = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };

/** Values and moments of parameters of these sizes after a step. */
function step(sizes: readonly number[], stepSize: number): tf.Tensor[] {
  const parameters = sizes.map((size, index) => ({
    value: tf.variable(tf.tensor1d(wave(size, index)), false),
    gradient: tf.tensor1d(wave(size, index + 1)),
    mean: tf.variable(tf.tensor1d(wave(size, index + 2)), false),
    square: tf.variable(tf.tensor1d(wave(size, index + 3).map(Math.abs)), false),
    stepSize: stepSize * (1 + index),
    rootCorrection: 1 / (1 + index),
    sharesSquare: false,
  }));
  adamStep(parameters, decays);
  return parameters.flatMap(({ value, mean, square }) => {
    const moved = [tf.clone(value), tf.clone(mean), tf.clone(square)];
    tf.dispose([value, mean, square]);
    return moved;
  });
}

Deno.test("AdamStep of many values is the same on any number of threads", async () => {
  await assertThreadsAgree(() => step([3, 20_001, 1, 0, 30_002, 7, 5], 0.01));
});
