/**
 * A step of an optimizer for all parameters at once, by the accelerator's kernel for it.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { markInputs } from "../../backend/step_recorder.ts";
import { type StepScale, stepWeights } from "../../backend/operations/weight_step.ts";
import type { ClipGradientsOptions } from "./clip_gradients.ts";
import type { Ema } from "./ema.ts";
import type { ForeseenOptimizer, NextStep } from "./next_step.ts";
import type { LearningRate } from "./optimizer.ts";

/** What is done besides. */
export interface TogetherOptions {
  /** Bound of the gradients; null where there is none. */
  readonly clip: ClipGradientsOptions | null;
  /** The average, which follows the parameters that move; null where none is kept. */
  readonly ema: Pick<Ema, "of" | "decay"> | null;
  /** Factor of the loss that gradients were computed with; null where there was none. */
  readonly scale: StepScale | null;
}

/**
 * Takes a step, and counts it.
 *
 * @param next The step.
 * @param options What is done besides.
 */
export function stepTogether(
  { weights, numbers, taken, ...rule }: NextStep,
  { clip, ema, scale }: TogetherOptions = { clip: null, ema: null, scale: null },
): void {
  if (weights.length === 0) return;
  tf.tidy(() => {
    const moving = weights.map((weight) => {
      const average = ema?.of(weight.name);
      return average ? { ...weight, average } : weight;
    });
    const averageDecay = ema ? ema.decay : null;
    const tensor = numbersTensor(numbers);
    markInputs([tensor]);
    stepWeights(moving, tensor, { ...rule, clip, averageDecay, scale });
  });
  taken();
}

/** A step that was taken before and is taken again, by what was recorded of it. */
export interface RetakenStep {
  /** The parameters, by name. */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** Names of those that it moves, in the order of their gradients. */
  readonly moved: readonly string[];
  /** Learning rate of this step, or that of each parameter by its name. */
  readonly learningRate: LearningRate;
}

/**
 * The numbers of a step that is taken elsewhere, as an input of it; the step counts as taken.
 *
 * @param optimizer The optimizer.
 * @param step The step.
 */
export function numbersOfRetaken(
  optimizer: Pick<ForeseenOptimizer, "next">,
  { parameters, moved, learningRate }: RetakenStep,
): tf.Tensor2D {
  // Their gradients have their shapes, and nobody looks at the values.
  const standIns = new Map(moved.flatMap((name): [string, tf.Tensor][] => {
    const parameter = parameters.get(name);
    return parameter ? [[name, parameter]] : [];
  }));
  const { numbers, taken } = optimizer.next(standIns, learningRate);
  taken();
  return numbersTensor(numbers);
}

// --- internal ---

function numbersTensor(numbers: NextStep["numbers"]): tf.Tensor2D {
  return tf.tensor2d(Float32Array.from(numbers.flat()), [numbers.length, 4]);
}
