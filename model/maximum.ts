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
  const [batch, height, width, channels] = x.shape;
  const columns = largerOfPairs(x, (batch * height * width) / 2);
  return largerOfPairs(columns, (batch * height) / 2).reshape([batch, height / 2, width / 2, channels]);
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

/** Of two neighbouring halves of each row of a (rows, …) matrix, elementwise the larger; of equal ones the left. */
function largerOfPairs(x: tf.Tensor, rows: number): tf.Tensor {
  const [left, right] = tf.split(x.reshape([rows, x.size / rows]), 2, 1) as [tf.Tensor, tf.Tensor];
  return tf.maximum(left, right);
}

function share<T extends tf.Tensor>(dy: T, x: tf.Tensor, largest: tf.Tensor, axis: number): T {
  // Not cast: the webgpu backend casts booleans by relabelling them, which its transpose cannot read.
  const winners = tf.where(tf.equal(x, largest), tf.onesLike(x), tf.zerosLike(x));
  return winners.mul(dy.div(winners.sum(axis, true)));
}
