/**
 * The optimizer that a payload asks for.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { createAdam } from "./adam.ts";
import type { ForeseenOptimizer } from "./next_step.ts";
import type { Optimizer } from "./optimizer.ts";
import { createSgd } from "./sgd.ts";

/** The fields of the `training` section that say what the optimizer is. */
export type OptimizerFields = Pick<
  TrainingPayload["training"],
  "optimizer" | "adamBeta1" | "adamBeta2" | "momentum" | "weightDecay"
>;

/**
 * Makes the optimizer of a training, each by PyTorch's formula: `adam` with weight decay added to the gradients, `adamw`
 * with weight decay taken from the weights (Loshchilov and Hutter, arXiv:1711.05101), or `sgd` with Nesterov momentum.
 *
 * @param parameters The variables to move, by name; they stay the caller's.
 * @param training Fields of the payload.
 * @returns The optimizer with its state all zero.
 * @throws {RangeError} If a field is out of its range.
 *
 * @example
 * ```ts
 * import { createOptimizer, createTrainingPayload, selectAccelerator } from "@exitwave/exitwave";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const { training } = createTrainingPayload({ training: { optimizer: "sgd", momentum: 0 } });
 * const weight = tf.variable(tf.scalar(1));
 * const optimizer = createOptimizer(new Map([["weight", weight]]), training);
 * optimizer.step(new Map([["weight", tf.scalar(5)]]), 0.1);
 * assertAlmostEquals((await weight.data())[0] ?? NaN, 0.5, 1e-6);
 * ```
 */
export function createOptimizer(parameters: ReadonlyMap<string, tf.Variable>, training: OptimizerFields): Optimizer {
  return createForeseen(parameters, training);
}

/**
 * The same, as the trainer uses it.
 *
 * @param parameters The variables to move, by name; they stay the caller's.
 * @param training Fields of the payload.
 * @throws {RangeError} If a field is out of its range.
 */
export function createForeseen(
  parameters: ReadonlyMap<string, tf.Variable>,
  training: OptimizerFields,
): ForeseenOptimizer {
  const { optimizer, adamBeta1: beta1, adamBeta2: beta2, momentum, weightDecay } = training;
  if (optimizer === "sgd") return createSgd(parameters, { momentum, weightDecay });
  return createAdam(parameters, { beta1, beta2, weightDecay, decoupled: optimizer === "adamw" });
}
