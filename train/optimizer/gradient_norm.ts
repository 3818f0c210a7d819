/**
 * The length of a gradient over all parameters.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/**
 * Euclidean norm over the elements of all gradients. Nothing is read from the accelerator.
 *
 * @param gradients Gradients by parameter name.
 * @returns The norm; 0 where there are no gradients. The caller's to dispose of.
 *
 * @example
 * ```ts
 * import { gradientNorm, selectAccelerator } from "@exitwave/exitwave";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const norm = gradientNorm(new Map([["weight", tf.tensor1d([0, 3])], ["bias", tf.tensor1d([4])]]));
 * assertEquals(await norm.data(), new Float32Array([5]));
 * ```
 */
export function gradientNorm(gradients: ReadonlyMap<string, tf.Tensor>): tf.Scalar {
  return tf.tidy(() => {
    const squares = [...gradients.values()].map((gradient): tf.Scalar => tf.sum(tf.square(gradient)));
    return squares.length === 0 ? tf.scalar(0) : tf.sqrt(tf.sum(tf.stack(squares)));
  });
}
