/**
 * One move of the weights: clip the gradients of a complete window, show them to whoever wants to see them, step, and let
 * go of them.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { TrainingPayload } from "../../config/payload.ts";
import { clipGradients } from "../optimizer/clip_gradients.ts";
import type { EpochPlan } from "../plan/plan.ts";
import { gradientNorm } from "../optimizer/gradient_norm.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import type { TrainingSession } from "./training_session.ts";

/** What a step leaves behind. */
export interface SteppedWindow {
  /** Norm of the gradients before and after clipping, on the accelerator, the caller's to dispose of; null unless wanted. */
  readonly norms: tf.Tensor1D | null;
  /** Name of the callback that asked to stop; null where none did. */
  readonly stop: string | null;
}

/**
 * Takes one optimizer step with the summed gradients. Nothing is waited for but callbacks.
 *
 * @param session The training.
 * @param cursor Its counter of steps is moved along.
 * @param plan What is in force.
 */
export async function optimizerStep(
  session: TrainingSession,
  cursor: TrainingCursor,
  plan: EpochPlan,
): Promise<SteppedWindow> {
  const { gradients: sum, optimizer, ema, model, callbacks, clock, guard, payload: { training, execution } } = session;
  const { learningRate } = plan;
  // Until the counter has followed, weights and gradients are not those of any moment to go on from.
  cursor.busy = true;
  const gradients = clock.phase("clip", () => clipped(sum.tensors, model.parameters, training));
  try {
    const stop = callbacks.listens("onBeforeStep")
      ? await callbacks.emit("onBeforeStep", {
        epoch: cursor.epoch,
        step: cursor.step,
        learningRate,
        // A copy: whoever alters it alters nothing else.
        gradients: new Map(gradients),
      })
      : null;
    clock.phase("optimizer", () =>
      guard.watch(`an optimizer step of ${gradients.size}`, 0, () => {
        optimizer.step(gradients, learningRate);
        ema?.update();
      }));
    clock.countStep();
    const wanted = execution.logGradNorm && cursor.step % execution.gradNormLogEvery === 0;
    const norms = wanted ? tf.tidy(() => tf.stack([gradientNorm(sum.tensors), gradientNorm(gradients)])) : null;
    cursor.step += 1;
    cursor.learningRate = learningRate;
    cursor.busy = false;
    return { norms: norms as tf.Tensor1D | null, stop };
  } finally {
    if (gradients !== sum.tensors) tf.dispose([...gradients.values()]);
    sum.clear();
  }
}

// --- internal ---

function clipped(
  gradients: ReadonlyMap<string, tf.Tensor>,
  parameters: ReadonlyMap<string, tf.Variable>,
  training: TrainingPayload["training"],
): ReadonlyMap<string, tf.Tensor> {
  const { clipGradients: bound, clipAlgorithm: algorithm } = training;
  return bound === null ? gradients : clipGradients(gradients, parameters, { bound, algorithm });
}
