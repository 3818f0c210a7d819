/**
 * A step of Adam: by one kernel for all parameters where the current backend has it, else composed of tensorflow.js'
 * operations.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** A parameter with what moves it; all four tensors are float32 and of one shape. */
export interface AdamParameter {
  /** The parameter. */
  readonly value: tf.Variable;
  /** Its gradient. */
  readonly gradient: tf.Tensor;
  /** Running mean of its gradients. */
  readonly mean: tf.Variable;
  /** Running mean of their squares. */
  readonly square: tf.Variable;
  /** Learning rate over the bias correction of the mean. */
  readonly stepSize: number;
  /** Root of the bias correction of the mean square. */
  readonly rootCorrection: number;
  /** Whether g² is the same for all its elements: the mean of theirs. Then they keep the proportion of their gradients. */
  readonly sharesSquare: boolean;
}

/** What is the same for all parameters. */
export interface AdamDecays {
  /** Decay of the mean, in [0, 1). */
  readonly beta1: number;
  /** Decay of the mean square, in [0, 1). */
  readonly beta2: number;
  /** Added to the corrected root of the mean square. */
  readonly epsilon: number;
}

/**
 * Moves parameters and their moments: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − stepSize · m / (√v/rootCorrection
 * + ε). No tensor is left over.
 *
 * The kernel is `AdamStep`: inputs value, gradient, mean and square of the first parameter, then of the second, …;
 * attributes {@link AdamDecays}, and `stepSizes` and `rootCorrections` by parameter; outputs new value, mean and square of
 * the first, then of the second, ….
 *
 * @param parameters The parameters.
 * @param decays Decays.
 */
export function adamStep(parameters: readonly AdamParameter[], decays: AdamDecays): void {
  if (parameters.length === 0) return;
  tf.tidy(() => {
    const hasKernel = tf.getKernel(KERNEL, tf.getBackend()) !== undefined;
    const together = parameters.filter(({ sharesSquare }) => hasKernel && !sharesSquare);
    if (together.length > 0) moveTogether(together, decays);
    for (const parameter of parameters) if (!together.includes(parameter)) moveOne(parameter, decays);
  });
}

// --- internal ---

const KERNEL = "AdamStep";

function moveTogether(parameters: readonly AdamParameter[], decays: AdamDecays): void {
  const tensors = parameters.flatMap(({ value, gradient, mean, square }) => [value, gradient, mean, square]);
  const moved = tf.engine().runKernel(
    KERNEL,
    Object.fromEntries(tensors.map((tensor, index) => [`t${index}`, tensor])),
    {
      ...decays,
      stepSizes: parameters.map(({ stepSize }) => stepSize),
      rootCorrections: parameters.map(({ rootCorrection }) => rootCorrection),
    },
  ) as tf.Tensor[];
  const targets = parameters.flatMap(({ value, mean, square }) => [value, mean, square]);
  moved.forEach((tensor, index) => targets[index]?.assign(tensor));
}

function moveOne(parameter: AdamParameter, { beta1, beta2, epsilon }: AdamDecays): void {
  const { value, gradient, mean, square, stepSize, rootCorrection, sharesSquare } = parameter;
  const squares = sharesSquare ? tf.mean(tf.square(gradient)) : tf.square(gradient);
  mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
  square.assign(tf.add(tf.mul(square, beta2), tf.mul(squares, 1 - beta2)));
  const denominator = tf.add(tf.div(tf.sqrt(square), rootCorrection), epsilon);
  value.assign(tf.sub(value, tf.mul(tf.div(mean, denominator), stepSize)));
}
