/**
 * A move of all weights at once: gradients are clipped, an optimizer steps, and the average of the weights follows. Only
 * where the current backend has a kernel for it; elsewhere each is done by itself.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** A weight, with all that moves with it: float32 tensors of one shape. */
export interface MovingWeight {
  /** The weight. */
  readonly value: tf.Variable;
  /** Its gradient. */
  readonly gradient: tf.Tensor;
  /** What the optimizer keeps of it: running means of its gradients and of their squares, or a running sum; or nothing. */
  readonly slots: readonly tf.Variable[];
  /** Its average; absent where none is kept. */
  readonly average?: tf.Variable;
  /** Whether g² of Adam is the same for all its elements: the mean of theirs. */
  readonly sharesSquare: boolean;
}

/** What is the same for all weights, and from step to step. */
export interface WeightRule {
  /** How the optimizer steps; `adam.ts` and `sgd.ts` say what their numbers are. */
  readonly optimizer:
    | { readonly kind: "adam"; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
    | { readonly kind: "sgd"; readonly momentum: number };
  /** What weight decay changes: nothing, the weights themselves, or their gradients. */
  readonly decay: "none" | "weights" | "gradients";
  /** Bound on the gradients, as `clipGradients` has it; null leaves them as they are. */
  readonly clip: { readonly bound: number; readonly algorithm: "norm" | "value" | "agc" } | null;
  /** Share of the average that a step leaves; null where none is kept. */
  readonly averageDecay: number | null;
}

/**
 * What a step does to a weight, in the order of the numbers that the kernel takes: how far it goes, by what Adam divides
 * the root of the mean square, by what decay multiplies the weight, and how much of the weight it adds to the gradient.
 */
export type WeightNumbers = readonly [stepSize: number, rootCorrection: number, kept: number, penalty: number];

/** Whether the current backend has the kernel. */
export function canStepWeights(): boolean {
  return tf.getKernel(KERNEL, tf.getBackend()) !== undefined;
}

/** A factor of the loss that gradients were computed with. */
export interface StepScale {
  /** The factor, its inverse, and how many steps it has lasted. */
  readonly state: tf.Variable;
  /** Steps after which it doubles. */
  readonly growthSteps: number;
  /** Whether gradients are yet to be divided by it. */
  readonly unscales: boolean;
}

/**
 * Moves weights, what the optimizer keeps of them, and their averages. No tensor is left over.
 *
 * The kernel is `StepWeights`: inputs `numbers`, and value, gradient, slots and average of the first weight, then of the
 * second, …, as `t0`, `t1`, …; attributes {@link WeightRule}, `slots`, how many slots there are, and `sharesSquare` by
 * weight; outputs new value, slots and average of the first, then of the second, …. With an input `scale`, the state of a
 * {@link StepScale}, it has its attributes `growthSteps` and `unscales`, and the last output is what that state is then:
 * while the factor is above 1 and a gradient is not finite, nothing moves but the factor, which halves.
 *
 * @param weights The weights, at least one, all with as many slots.
 * @param numbers {@link WeightNumbers} of each of them, (weights, 4).
 * @param rule What is the same for all of them, and the factor of the loss, null where there is none.
 */
export function stepWeights(
  weights: readonly MovingWeight[],
  numbers: tf.Tensor2D,
  { scale, ...rule }: WeightRule & { readonly scale: StepScale | null },
): void {
  tf.tidy(() => {
    const moving = weights.map(({ value, slots, average }) => [value, ...slots, ...average ? [average] : []]);
    const tensors = moving.flatMap(([value, ...kept], at) => [value, weights[at]?.gradient, ...kept]);
    const named = Object.fromEntries(tensors.flatMap((tensor, index) => tensor ? [[`t${index}`, tensor]] : []));
    const moved = tf.engine().runKernel(KERNEL, { numbers, ...named, ...scale && { scale: scale.state } }, {
      ...rule,
      ...scale && { growthSteps: scale.growthSteps, unscales: scale.unscales },
      slots: weights[0]?.slots.length ?? 0,
      sharesSquare: weights.map(({ sharesSquare }) => sharesSquare),
    } as unknown as tf.NamedAttrMap) as tf.Tensor[];
    [...moving.flat(), ...scale ? [scale.state] : []].forEach((variable, index) =>
      variable.assign(moved[index] ?? variable)
    );
  });
}

// --- internal ---

const KERNEL = "StepWeights";
