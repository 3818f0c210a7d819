/**
 * Losses that compare amplitudes by their absolute difference, of patterns or of labelled patches.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Patches } from "../physics/patches.ts";

/**
 * Mean absolute error of diffraction amplitudes, over every pixel of the batch.
 *
 * @param predicted Predicted amplitude (B, H, W, C).
 * @param observed Measured amplitude (B, H, W, C).
 * @returns A scalar in the unit of the amplitudes.
 */
export function maeLoss(predicted: tf.Tensor4D, observed: tf.Tensor4D): tf.Scalar {
  return predicted.sub(observed).abs().mean();
}

/**
 * Scales each sample of the prediction to the energy of its observation. The factor takes part in the gradient.
 *
 * @param predicted Predicted amplitude (B, H, W, C).
 * @param observed Measured amplitude (B, H, W, C).
 * @returns predicted · √(Σ observed² / (Σ predicted² + 1e-8)), sums over H, W and C.
 */
export function matchEnergy(predicted: tf.Tensor4D, observed: tf.Tensor4D): tf.Tensor4D {
  const energy = (x: tf.Tensor4D): tf.Tensor => x.square().sum([1, 2, 3], true);
  return predicted.mul(tf.sqrt(energy(observed).div(energy(predicted).add(1e-8))));
}

/**
 * Loss of supervised training: 2 · Σ |amp − label| + 4 · Σ |phase − label|, summed over the batch as well.
 *
 * @param patches Painted patches.
 * @param labels Known amplitude, and phase in radians.
 * @returns A scalar.
 */
export function supervisedLoss(patches: Patches, labels: Patches): tf.Scalar {
  const distance = (a: tf.Tensor4D, b: tf.Tensor4D): tf.Scalar => a.sub(b).abs().sum();
  return distance(patches.amp, labels.amp).mul(2).add(distance(patches.phase, labels.phase).mul(4));
}
