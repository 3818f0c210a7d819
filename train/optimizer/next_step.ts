/**
 * The step that an optimizer takes next, said instead of done: for who moves all parameters at once.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import type { MovingWeight, WeightNumbers, WeightRule } from "../../backend/operations/weight_step.ts";
import type { LearningRate, Optimizer } from "./optimizer.ts";

/** A step of an optimizer that has not been taken. */
export interface NextStep extends Pick<WeightRule, "optimizer" | "decay"> {
  /** Parameters that have a gradient, with what the optimizer keeps of them. */
  readonly weights: readonly (MovingWeight & { readonly name: string })[];
  /** What it does to each of them. */
  readonly numbers: readonly WeightNumbers[];
  /** To be called once it has been taken: counts it. */
  readonly taken: () => void;
}

/** An optimizer that says what it does next. */
export interface ForeseenOptimizer extends Optimizer {
  /**
   * What the next step does; nothing moves.
   *
   * @param gradients Gradients by parameter name.
   * @param learningRate Learning rate of this step, above 0; or that of each parameter by its name.
   * @throws As {@link Optimizer.step} does.
   */
  next(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: LearningRate): NextStep;
}
