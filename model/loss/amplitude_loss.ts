/**
 * Losses that compare amplitudes by their absolute difference, of patterns or of labelled patches.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Patches } from "../physics/patches.ts";
import { chooseValid, keepValid, type ValidPixels } from "./valid_pixels.ts";

/**
 * Mean absolute error of diffraction amplitudes, over every valid pixel of the batch.
 *
 * @param predicted Predicted amplitude (B, H, W, C).
 * @param observed Measured amplitude (B, H, W, C).
 * @param valid The pixels to compare, whatever the others hold; all without it.
 * @returns A scalar in the unit of the amplitudes.
 */
export function maeLoss(predicted: tf.Tensor4D, observed: tf.Tensor4D, valid?: ValidPixels): tf.Scalar {
  const difference = predicted.sub<tf.Tensor4D>(observed);
  return valid ? keepValid(difference, valid).abs().sum().div(valid.count) : difference.abs().mean();
}

/**
 * Scales each sample of the prediction to the energy of its observation. The factor takes part in the gradient.
 *
 * @param predicted Predicted amplitude (B, H, W, C).
 * @param observed Measured amplitude (B, H, W, C).
 * @param valid The pixels to sum over, whatever the others hold; all without it.
 * @returns predicted · √(Σ observed² / (Σ predicted² + 1e-8)), sums over H, W and C; 0 in masked pixels.
 */
export function matchEnergy(predicted: tf.Tensor4D, observed: tf.Tensor4D, valid?: ValidPixels): tf.Tensor4D {
  const energy = (x: tf.Tensor): tf.Tensor => x.square().sum([1, 2, 3], true);
  const [seen, wanted] = valid
    ? [keepValid(predicted, valid), chooseValid(observed, valid.chosen)]
    : [predicted, observed];
  return seen.mul(tf.sqrt(energy(wanted).div(energy(seen).add(1e-8))));
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
