/**
 * One move of the weights: clip the gradients of a complete window, show them to whoever wants to see them, step, and let
 * go of them.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { oldValuesOnError } from "../../backend/old_values.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { assignMeasured } from "./assign_measured.ts";
import { clipGradients } from "../optimizer/clip_gradients.ts";
import type { EpochPlan } from "../plan/plan.ts";
import { gradientNorm } from "../optimizer/gradient_norm.ts";
import { rateOf } from "./rate_of.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import type { TrainingSession } from "./training_session.ts";

/** What a step leaves behind. */
export interface SteppedWindow {
  /** Norm of the gradients before and after clipping, on the accelerator, the caller's to dispose of; null unless wanted. */
  readonly norms: tf.Tensor1D | null;
  /** Name of the callback that asked to stop; null where none did. */
  readonly stop: string | null;
}

/** What a step is taken by. */
export interface StepOptions {
  /** What is in force. */
  readonly plan: EpochPlan;
  /** What was measured of the last batch; taken over, unless the step fails. */
  readonly measured: ReadonlyMap<string, tf.Tensor>;
}

/**
 * Takes one optimizer step with the summed gradients. Nothing is waited for but callbacks. Where it fails, weights,
 * buffers, moments, average and counters are what they were before, and the last batch is taken back from the sums.
 *
 * @param session The training.
 * @param cursor Its counter of steps is moved along.
 * @param options What is in force, and what was measured.
 * @throws What a callback or the accelerator throws.
 */
export async function optimizerStep(
  session: TrainingSession,
  cursor: TrainingCursor,
  { plan, measured }: StepOptions,
): Promise<SteppedWindow> {
  const { gradients: sum, model, callbacks, clock, payload: { training } } = session;
  const { learningRate } = plan;
  let gradients = sum.tensors;
  try {
    gradients = clock.phase("clip", () => clipped(sum.tensors, model.parameters, training));
    const stop = callbacks.listens("onBeforeStep")
      ? await callbacks.emit("onBeforeStep", {
        epoch: cursor.epoch,
        step: cursor.step,
        learningRate,
        // A copy: whoever alters it alters nothing else.
        gradients: new Map(gradients),
      })
      : null;
    const norms = move(session, cursor, { gradients, plan, measured });
    clock.countStep();
    cursor.step += 1;
    cursor.learningRate = learningRate;
    return { norms, stop };
  } catch (error) {
    if (gradients !== sum.tensors) tf.dispose([...gradients.values()]);
    sum.takeBack();
    throw error;
  }
}

// --- internal ---

interface MoveOptions extends Pick<StepOptions, "measured"> {
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
  readonly plan: EpochPlan;
}

/**
 * Moves weights, buffers, moments and average, or none of them; lets go of the gradients and returns their norm, where
 * wanted.
 */
function move(
  { gradients: sum, optimizer, ema, model, clock, guard, payload: { execution } }: TrainingSession,
  { step }: TrainingCursor,
  { gradients, plan, measured }: MoveOptions,
): tf.Tensor1D | null {
  const slots = [...optimizer.slots.values()].flatMap((slot) => [...slot.values()]);
  const counts = new Map(optimizer.stepCounts);
  const variables = [...model.parameters.values(), ...model.buffers.values(), ...slots, ...ema?.variables ?? []];
  const wanted = execution.logGradNorm && step % execution.gradNormLogEvery === 0;
  try {
    const norms = oldValuesOnError(variables, () => {
      clock.phase("optimizer", () =>
        guard.watch(`an optimizer step of ${gradients.size}`, 0, () => {
          optimizer.step(gradients, (name) => rateOf(name, model.paces, plan) ?? plan.learningRate);
          assignMeasured(model.buffers, measured);
          ema?.update();
        }));
      return wanted ? tf.tidy(() => tf.stack([gradientNorm(sum.tensors), gradientNorm(gradients)])) : null;
    });
    if (gradients !== sum.tensors) tf.dispose([...gradients.values()]);
    tf.dispose([...measured.values()]);
    sum.clear();
    return norms as tf.Tensor1D | null;
  } catch (error) {
    optimizer.setStepCounts(counts);
    throw error;
  }
}

function clipped(
  gradients: ReadonlyMap<string, tf.Tensor>,
  parameters: ReadonlyMap<string, tf.Variable>,
  training: TrainingPayload["training"],
): ReadonlyMap<string, tf.Tensor> {
  const { clipGradients: bound, clipAlgorithm: algorithm } = training;
  return bound === null ? gradients : clipGradients(gradients, parameters, { bound, algorithm });
}
