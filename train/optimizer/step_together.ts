/**
 * A step of an optimizer for all parameters at once, by the accelerator's kernel for it.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { stepWeights } from "../../backend/operations/weight_step.ts";
import type { ClipGradientsOptions } from "./clip_gradients.ts";
import type { Ema } from "./ema.ts";
import type { NextStep } from "./next_step.ts";

/** What is done besides. */
export interface TogetherOptions {
  /** Bound of the gradients; null where there is none. */
  readonly clip: ClipGradientsOptions | null;
  /** The average, which follows the parameters that move; null where none is kept. */
  readonly ema: Pick<Ema, "of" | "decay"> | null;
}

/**
 * Takes a step, and counts it.
 *
 * @param next The step.
 * @param options What is done besides.
 */
export function stepTogether(
  { weights, numbers, taken, ...rule }: NextStep,
  { clip, ema }: TogetherOptions = { clip: null, ema: null },
): void {
  if (weights.length === 0) return;
  tf.tidy(() => {
    const moving = weights.map((weight) => {
      const average = ema?.of(weight.name);
      return average ? { ...weight, average } : weight;
    });
    const averageDecay = ema ? ema.decay : null;
    stepWeights(moving, tf.tensor2d(numbers.flat(), [numbers.length, 4]), { ...rule, clip, averageDecay });
  });
  taken();
}
