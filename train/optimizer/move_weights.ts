/**
 * One move of the weights: gradients are clipped, the optimizer steps, and the average follows. Where the accelerator can,
 * it does all of it for all parameters at once.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { canStepWeights, type StepScale } from "../../backend/operations/weight_step.ts";
import { clipGradients, type ClipGradientsOptions } from "./clip_gradients.ts";
import type { Ema } from "./ema.ts";
import type { ForeseenOptimizer } from "./next_step.ts";
import type { LearningRate } from "./optimizer.ts";
import { stepTogether } from "./step_together.ts";

/** What moves weights. */
export interface WeightMover {
  /** The optimizer. */
  readonly optimizer: ForeseenOptimizer;
  /** The average; null where none is kept. */
  readonly ema: Ema | null;
  /** The parameters, by name. */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** Factor of the loss that gradients were computed with; null where there was none. */
  readonly scale: StepScale | null;
  /** Bound of the gradients; null where there is none. */
  readonly clip: ClipGradientsOptions | null;
  /** Takes the time of a phase; where all is done at once that is `optimizer` alone. */
  readonly phase: <T>(name: "clip" | "optimizer", work: () => T) => T;
}

/**
 * Moves every parameter that has a gradient, and the average of all. No tensor is left over.
 *
 * @param mover What moves them.
 * @param gradients Gradients by parameter name, before they are clipped; they stay the caller's.
 * @param learningRate Learning rate of this step, or that of each parameter by its name.
 * @throws As `clipGradients`, `Optimizer.step` and `Ema.update` do.
 */
export function moveWeights(
  mover: WeightMover,
  gradients: ReadonlyMap<string, tf.Tensor>,
  learningRate: LearningRate,
): void {
  if (!canStepWeights() || gradients.size === 0) return moveOneByOne(mover, gradients, learningRate);
  mover.phase("optimizer", () => moveTogether(mover, gradients, learningRate));
}

// --- internal ---

function moveOneByOne(mover: WeightMover, ...[gradients, learningRate]: Step): void {
  const { optimizer, ema, parameters, clip, phase } = mover;
  const clipped = phase("clip", () => clip === null ? gradients : clipGradients(gradients, parameters, clip));
  try {
    phase("optimizer", () => {
      optimizer.step(clipped, learningRate);
      ema?.update();
    });
  } finally {
    if (clipped !== gradients) tf.dispose([...clipped.values()]);
  }
}

type Step = [gradients: ReadonlyMap<string, tf.Tensor>, learningRate: LearningRate];

function moveTogether({ optimizer, ema, scale, clip }: WeightMover, ...[gradients, learningRate]: Step): void {
  stepTogether(optimizer.next(gradients, learningRate), { clip, ema, scale });
  ema?.update(new Set(gradients.keys()));
}
