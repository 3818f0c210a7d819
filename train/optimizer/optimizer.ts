/**
 * What every optimizer is: a rule that moves parameters by their gradients, with a state that lives on the accelerator
 * beside them. The state has slots, such as Adam's two moments; a slot has one tensor for each parameter. Names are
 * PyTorch's, so that its tools can read a checkpoint.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";

/** One learning rate for all parameters, or that of each by its name. */
export type LearningRate = number | ((name: string) => number);

/**
 * An optimizer and its state.
 *
 * @example
 * ```ts
 * import { createOptimizer, createTrainingPayload, type Optimizer, selectAccelerator } from "@exitwave/exitwave";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const { training } = createTrainingPayload({ training: { optimizer: "sgd" } });
 * const optimizer: Optimizer = createOptimizer(new Map([["weight", tf.variable(tf.scalar(1))]]), training);
 * assertEquals([...optimizer.slots.keys()], ["momentum_buffer"]);
 * ```
 */
export interface Optimizer {
  /**
   * State by slot (`exp_avg` and `exp_avg_sq` of Adam, `momentum_buffer` of SGD), then by parameter name, in the
   * parameters' shapes and layouts.
   */
  readonly slots: ReadonlyMap<string, ReadonlyMap<string, tf.Variable>>;
  /** How many steps each parameter has taken; assign through {@link Optimizer.setStepCounts}. */
  readonly stepCounts: ReadonlyMap<string, number>;
  /**
   * Moves every parameter that has a gradient; the others stay as they are, state included. No tensor is left over. The
   * gradients stay the caller's to dispose of.
   *
   * @param gradients Gradients by parameter name.
   * @param learningRate Learning rate of this step, above 0; or that of each parameter by its name.
   * @throws {RangeError} If a gradient names no parameter, or a learning rate is not above 0; nothing has moved then.
   * @throws {TypeError} If a gradient has another shape than its parameter; nothing has moved then.
   */
  step(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: LearningRate): void;
  /** Takes over step counts, as read from a checkpoint together with the state. */
  setStepCounts(counts: ReadonlyMap<string, number>): void;
  /** Frees the state; the parameters are not the optimizer's. */
  dispose(): void;
}
