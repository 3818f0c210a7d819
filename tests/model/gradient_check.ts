/**
 * Comparison of gradients with finite differences.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";

/**
 * Asserts that the gradient of a function along a random direction is its central difference.
 *
 * @param f The function.
 * @param x Where.
 * @param options `step`: how far to either side; `tolerance`: greatest relative error.
 */
export async function assertGradient(
  f: (x: tf.Tensor) => tf.Scalar,
  x: tf.Tensor,
  { step = 1e-3, tolerance = 1e-2 }: { step?: number; tolerance?: number } = {},
): Promise<void> {
  const direction = tf.randomNormal(x.shape, 0, 1, "float32", 7);
  const slope = await number(tf.grad(f)(x).mul(direction).sum());
  const above = await number(f(x.add(direction.mul(step))));
  const below = await number(f(x.sub(direction.mul(step))));
  const expected = (above - below) / (2 * step);
  assert(Math.abs(slope - expected) <= tolerance * Math.abs(expected), `slope ${slope}, difference ${expected}`);
}

/** Value of a scalar. */
export async function number(scalar: tf.Tensor): Promise<number> {
  return (await scalar.data())[0] ?? NaN;
}
