/**
 * Maxima whose gradient is the same on every backend, also where values are equal. Diffraction patterns are mostly dark,
 * so the activations of whole regions are equal to the last bit; the gradient of tensorflow.js' own pooling then depends
 * on the backend.
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

// --- internal ---

/** Of two neighbouring halves of each row of a (rows, …) matrix, elementwise the larger; of equal ones the left. */
function largerOfPairs(x: tf.Tensor, rows: number): tf.Tensor {
  const [left, right] = tf.split(x.reshape([rows, x.size / rows]), 2, 1) as [tf.Tensor, tf.Tensor];
  return tf.maximum(left, right);
}
