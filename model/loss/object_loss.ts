/**
 * Losses of the complex object that a network paints: how far it is from a known one, and how rough it is.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { squaredModulus } from "../physics/complex_pair.ts";
import { complexPatches, type Patches } from "../physics/patches.ts";

/**
 * Mean absolute error of complex patches, mean |O − O_label| over every pixel of the batch.
 *
 * @param patches Painted patches (B, N, N, C).
 * @param labels Known amplitude, and phase in radians.
 * @returns A scalar in the unit of the amplitude.
 */
export function complexMae(patches: Patches, labels: Patches): tf.Scalar {
  const [painted, known] = [complexPatches(patches), complexPatches(labels)];
  const squared = squaredModulus({ re: painted.re.sub(known.re), im: painted.im.sub(known.im) });
  // The root's slope is infinite at zero: below the floor it is zero.
  return tf.sqrt(tf.maximum(squared, DISTANCE_FLOOR ** 2)).mean();
}

/**
 * Squared differences of vertical and horizontal neighbours of complex patches, summed, and averaged over the samples of the
 * batch: 1/B · Σ |O[i + 1, j] − O[i, j]|² + |O[i, j + 1] − O[i, j]|².
 *
 * @param patches Painted patches (B, N, N, C).
 * @returns A scalar in the squared unit of the amplitude.
 */
export function squaredVariation(patches: Patches): tf.Scalar {
  const { re, im } = complexPatches(patches) as { re: tf.Tensor4D; im: tf.Tensor4D };
  return roughness(re).add(roughness(im)).div(patches.amp.shape[0]);
}

// --- internal ---

const DISTANCE_FLOOR = 1e-12;

function roughness(image: tf.Tensor4D): tf.Scalar {
  const [batch, height, width, channels] = image.shape;
  const down = image.slice([0, 1, 0, 0]).sub(image.slice([0, 0, 0, 0], [batch, height - 1, width, channels]));
  const across = image.slice([0, 0, 1, 0]).sub(image.slice([0, 0, 0, 0], [batch, height, width - 1, channels]));
  return down.square().sum<tf.Scalar>().add(across.square().sum());
}
