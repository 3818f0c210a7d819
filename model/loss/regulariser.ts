/**
 * Penalties on rough patches.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";

/** A penalty of patches (B, H, W, C), as a scalar. */
export type Regulariser = (patches: tf.Tensor4D) => tf.Scalar;

/**
 * Anisotropic total variation (Rudin, Osher and Fatemi 1992, doi:10.1016/0167-2789(92)90242-F): the sum of the absolute
 * differences of vertical and horizontal neighbours, averaged over the samples of the batch.
 *
 * @param patches Amplitude or phase (B, H, W, C).
 * @returns A scalar in the unit of the patches.
 */
export function totalVariation(patches: tf.Tensor4D): tf.Scalar {
  const [batch, height, width, channels] = patches.shape;
  const down = patches.slice([0, 1, 0, 0]).sub(patches.slice([0, 0, 0, 0], [batch, height - 1, width, channels]));
  const across = patches.slice([0, 0, 1, 0]).sub(patches.slice([0, 0, 0, 0], [batch, height, width - 1, channels]));
  return down.abs().sum().add(across.abs().sum()).div(batch);
}

/**
 * Mean deviation: the sum of the absolute differences of the pixels from the mean of their patch, averaged over the
 * samples of the batch.
 *
 * @param patches Amplitude or phase (B, H, W, C).
 * @returns A scalar in the unit of the patches.
 */
export function meanDeviation(patches: tf.Tensor4D): tf.Scalar {
  return patches.sub(patches.mean([1, 2], true)).abs().sum().div(patches.shape[0]);
}
