/**
 * Maxima whose gradients are the same on every backend, also where values are equal. Diffraction patterns are mostly
 * dark, so the activations of whole regions are equal to the last bit; tensorflow.js' own gradients of maxima then
 * depend on the backend (pooling) or are multiplied by the number of equal values (reduction).
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Max pooling by 2 × 2: halves height and width. The gradient goes to the first of the largest values, in rows from the
 * top left.
 *
 * @param x Input (B, H, W, C), H and W even.
 * @returns Output (B, H/2, W/2, C).
 */
export function halve(x: tf.Tensor4D): tf.Tensor4D {
  return tf.maxPool(x, 2, 2, "valid");
}

/**
 * Maximum along an axis. The gradient is shared equally by the largest values.
 *
 * @param x Input.
 * @param axis The axis; it stays, with length 1.
 * @returns The maxima.
 */
export function maximumAlong<T extends tf.Tensor>(x: T, axis: number): T {
  const along = tf.customGrad((input, save) => {
    const values = input as tf.Tensor;
    const largest = values.max<T>(axis, true);
    (save as tf.GradSaveFunc)([values, largest]);
    return { value: largest, gradFunc: (dy: T, [saved, top]: tf.Tensor[]) => share(dy, saved ?? dy, top ?? dy, axis) };
  });
  return along(x) as T;
}

// --- internal ---

function share<T extends tf.Tensor>(dy: T, x: tf.Tensor, largest: tf.Tensor, axis: number): T {
  // Not cast: the webgpu backend casts booleans by relabelling them, which its transpose cannot read.
  const winners = tf.where(tf.equal(x, largest), tf.onesLike(x), tf.zerosLike(x));
  return winners.mul(dy.div(winners.sum(axis, true)));
}
