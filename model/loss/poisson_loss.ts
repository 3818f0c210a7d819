/**
 * Negative log-likelihood of photon counts under the Poisson distribution (Thibault and Guizar-Sicairos 2012,
 * doi:10.1088/1367-2630/14/6/063004).
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { stirlingRemainder } from "./stirling_remainder.ts";
import { chooseValid, type ValidPixels } from "./valid_pixels.ts";

/**
 * Negative log-likelihood per sample, averaged over the batch:
 *
 *   mean_B Σ_{H,W,C} λ − k · ln λ + lnΓ(k + 1),  λ = predicted², k = observed².
 *
 * Both arguments are amplitudes in √photons; the counts k need not be whole. The three terms are of the size of k · ln k
 * while their sum is of the order of one, so they are regrouped before they are summed:
 *
 *   (p − q)(p + q) − 2 q² ln(p / q) + [lnΓ(k + 1) − k · ln k + k],  p = predicted, q = observed,
 *
 * where what is lost to rounding is of the order of 1e-7 · k. No gradient flows to the observation. Masked pixels add
 * nothing to the sum, and no gradient flows to them.
 *
 * @param predicted Predicted amplitude (B, H, W, C), above zero; anything where it is masked.
 * @param observed Measured amplitude (B, H, W, C), at least zero; anything where it is masked.
 * @param valid The pixels to sum over; all without it.
 * @returns A scalar in nats.
 */
export function poissonLoss(predicted: tf.Tensor4D, observed: tf.Tensor4D, valid?: ValidPixels): tf.Scalar {
  const loss = tf.customGrad((...inputs) => {
    const [p, save] = inputs as [tf.Tensor4D, tf.GradSaveFunc];
    save(valid ? [p, observed, valid.chosen] : [p, observed]);
    const each = logLikelihood(p, observed);
    const value = (valid ? chooseValid(each, valid.chosen) : each).sum([1, 2, 3]).mean<tf.Scalar>();
    return { value, gradFunc: (dy: tf.Scalar, saved) => gradient(dy, saved) };
  });
  return loss(predicted) as tf.Scalar;
}

// --- internal ---

/** Stands in for an observation of zero, whose logarithm is multiplied by zero. */
const SMALLEST_AMPLITUDE = 1e-18;

/** Of each pixel. */
function logLikelihood(predicted: tf.Tensor4D, observed: tf.Tensor4D): tf.Tensor {
  const divisor = tf.maximum(observed, SMALLEST_AMPLITUDE);
  const counts = observed.square();
  const misfit = predicted.sub(observed).mul(predicted.add(observed))
    .sub(counts.mul(2).mul(tf.log(predicted.div(divisor))));
  return misfit.add(stirlingRemainder(counts));
}

/** 2p − 2k / p, written out: most of the operations above are constants of the observation and need no gradient. */
function gradient(dy: tf.Scalar, [predicted, observed, chosen]: readonly tf.Tensor[]): tf.Tensor {
  if (!predicted || !observed) throw new TypeError("Cannot differentiate the Poisson loss as nothing was saved");
  const slope = predicted.sub(observed.square().div(predicted));
  return (chosen ? chooseValid(slope, chosen) : slope).mul(dy.mul(2 / (predicted.shape[0] ?? 1)));
}
