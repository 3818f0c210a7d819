/**
 * Negative log-likelihood of photon counts under the Poisson distribution (Thibault and Guizar-Sicairos 2012,
 * doi:10.1088/1367-2630/14/6/063004).
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ValidPixels } from "./valid_pixels.ts";

/**
 * Negative log-likelihood per sample, averaged over the batch:
 *
 *   mean_B Σ_{H,W,C} λ − k · ln λ + lnΓ(k + 1),  λ = predicted², k = observed².
 *
 * Both arguments are amplitudes in √photons; the counts k need not be whole. What is lost to rounding is of the order of
 * 1e-7 · k, as `backend/operations/composed_poisson.ts` says. No gradient flows to the observation. Masked pixels add
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
    const value = run("PoissonLoss", [p, observed, valid?.chosen]).sum(1).mean<tf.Scalar>();
    return { value, gradFunc: (dy: tf.Scalar, saved) => gradient(dy, saved) };
  });
  return loss(predicted) as tf.Scalar;
}

// --- internal ---

/** 2p − 2k / p, written out: the terms of the observation alone are constants and need no gradient. */
function gradient(dy: tf.Scalar, saved: readonly tf.Tensor[]): tf.Tensor {
  return run("PoissonLossGradient", saved).mul(dy.mul(2 / (saved[0]?.shape[0] ?? 1)));
}

/** Runs a kernel of `backend/operations/composed_poisson.ts`. */
function run(kernel: string, [predicted, observed, chosen]: readonly (tf.Tensor | undefined)[]): tf.Tensor {
  if (!predicted || !observed) throw new TypeError("Cannot run the Poisson loss as there are no amplitudes");
  return tf.engine().runKernel(kernel, { predicted, observed, ...chosen && { chosen } });
}
