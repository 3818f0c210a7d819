/**
 * The gradient of max pooling on WebGPU where values are equal. tensorflow.js' own gives it to another of the largest
 * values than its CPU backend does, and diffraction patterns are mostly dark: whole regions of activations are equal.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { replaceGpuKernel } from "./replace_gpu_kernel.ts";

/**
 * Registers `MaxPoolGrad` of `webgpu` for windows of 2 × 2 side by side, in place of tensorflow.js' own; calling it again
 * changes nothing. The gradient goes to the first of the largest values, in rows from the top left, as PyTorch's does.
 */
export function installGpuPooling(): void {
  replaceGpuKernel("MaxPoolGrad", ({ inputs: { input, dy }, attrs }) => {
    const [, height = 0, width = 0] = input?.shape ?? [];
    const pairs = [attrs?.filterSize, attrs?.strides].flat().every((size) => size === 2);
    if (!input || !dy || !pairs || height % 2 === 1 || width % 2 === 1) return undefined;
    return tf.tidy(() => gradientOfPairs(input as tf.Tensor4D, dy as tf.Tensor4D));
  });
}

// --- internal ---

/** First the larger columns are found, then of those the larger rows; the gradient goes the same way back. */
function gradientOfPairs(x: tf.Tensor4D, dy: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [rows, lines] = [(batch * height * width) / 2, (batch * height) / 2];
  const [left, right] = halves(x, rows);
  const [top, bottom] = halves(tf.maximum(left, right), lines);
  const ofColumns = shared(dy.reshape([lines, dy.size / lines]), tf.greaterEqual(top, bottom));
  const ofPixels = shared(ofColumns.reshape([rows, channels]), tf.greaterEqual(left, right));
  return ofPixels.reshape([batch, height, width, channels]);
}

/** The two halves of each row of a (rows, …) matrix. */
function halves(x: tf.Tensor, rows: number): [tf.Tensor, tf.Tensor] {
  return tf.split(x.reshape([rows, x.size / rows]), 2, 1) as [tf.Tensor, tf.Tensor];
}

/** A gradient where a condition holds, and beside it the same where it does not. */
function shared(gradient: tf.Tensor, first: tf.Tensor): tf.Tensor {
  const ofFirst = tf.where(first, gradient, tf.zerosLike(gradient));
  return tf.concat([ofFirst, gradient.sub(ofFirst)], 1);
}
