/**
 * Gaussian smoothing of waves, as a product with one constant matrix along each axis.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ComplexPair } from "./complex_pair.ts";

/**
 * The matrix that convolves an axis with a Gaussian of unit sum; what lies outside the axis counts as zero. It is kept on
 * the device until it is disposed of.
 *
 * @param size Length N of the axis.
 * @param sigma Standard deviation in pixels, above 0.
 * @returns Symmetric (N, N).
 */
export function createSmoothing(size: number, sigma: number): tf.Tensor2D {
  const weight = (distance: number): number => Math.exp(-((distance / sigma) ** 2) / 2);
  let sum = 0;
  for (let distance = 1 - size; distance < size; distance++) sum += weight(distance);
  const values = Float32Array.from({ length: size * size }, (_, index) => {
    const row = Math.floor(index / size);
    return weight(index - row * size - row) / sum;
  });
  return tf.keep(tf.tensor2d(values, [size, size]));
}

/**
 * Smooths waves.
 *
 * @param waves Complex waves (…, N, N).
 * @param smoothing Matrix of size N.
 * @returns Waves of the same shape.
 */
export function smooth({ re, im }: ComplexPair, smoothing: tf.Tensor2D): ComplexPair {
  return { re: alongBoth(re, smoothing), im: alongBoth(im, smoothing) };
}

// --- internal ---

function alongBoth(x: tf.Tensor, smoothing: tf.Tensor2D): tf.Tensor {
  const size = smoothing.shape[0];
  const images = x.reshape<tf.Tensor3D>([-1, size, size]);
  const along = (rows: tf.Tensor3D): tf.Tensor3D =>
    tf.matMul(rows.reshape<tf.Tensor2D>([-1, size]), smoothing).reshape([-1, size, size]);
  const turned = (rows: tf.Tensor3D): tf.Tensor3D => tf.transpose(rows, [0, 2, 1]);
  return turned(along(turned(along(images)))).reshape(x.shape);
}
