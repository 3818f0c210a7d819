/**
 * The Poisson loss in two kernels that a model runs by name, composed of tensorflow.js' operations. Their inputs are
 * predicted and observed amplitudes p and q (B, …), and chosen, booleans of their shape, where not all pixels count.
 *
 * | kernel                | output                                                                           |
 * | --------------------- | -------------------------------------------------------------------------------- |
 * | `PoissonLoss`         | Σ p² − k · ln p² + lnΓ(k + 1), k = q², of pieces of each sample, (B, pieces); how many pieces is a backend's own affair |
 * | `PoissonLossGradient` | p − k / p (B, …), half the derivative of a pixel's loss; 0 where it does not count |
 *
 * The three terms are of the size of k · ln k while their sum is of the order of one, so they are regrouped before they
 * are summed:
 *
 *   (p − q)(p + q) − 2 q² ln(p / q) + [lnΓ(k + 1) − k · ln k + k],
 *
 * where what is lost to rounding is of the order of 1e-7 · k.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { stirlingRemainder } from "./stirling_remainder.ts";

/** Inputs by their names. */
export interface PoissonInputs {
  readonly predicted: tf.Tensor;
  readonly observed: tf.Tensor;
  readonly chosen?: tf.Tensor;
}

/** The kernels by name; each makes its output of its inputs by name. */
export const COMPOSED_POISSON_KERNELS: Readonly<Record<string, (inputs: PoissonInputs) => tf.Tensor>> = {
  PoissonLoss: (inputs) => {
    const each = counted(logLikelihood(inputs), inputs);
    return each.reshape([each.shape[0] ?? 0, -1]).sum(1, true);
  },
  PoissonLossGradient: (inputs) => {
    const { predicted, observed } = inputs;
    return counted(predicted.sub(observed.square().div(predicted)), inputs);
  },
};

// --- internal ---

/** Stands in for an observation of zero, whose logarithm is multiplied by zero. */
const SMALLEST_AMPLITUDE = 1e-18;

/** Chosen, never multiplied by zero: what does not count may be no number. */
function counted(x: tf.Tensor, { chosen }: PoissonInputs): tf.Tensor {
  return chosen ? tf.where(chosen, x, tf.zerosLike(x)) : x;
}

/** Of each pixel. */
function logLikelihood({ predicted, observed }: PoissonInputs): tf.Tensor {
  const divisor = tf.maximum(observed, SMALLEST_AMPLITUDE);
  const counts = observed.square();
  const misfit = predicted.sub(observed).mul(predicted.add(observed))
    .sub(counts.mul(2).mul(tf.log(predicted.div(divisor))));
  return misfit.add(stirlingRemainder(counts));
}
