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
import type { Model } from "../../model/create_model.ts";
import { gradientNorm } from "../optimizer/gradient_norm.ts";
import { moveWeights, type WeightMover } from "../optimizer/move_weights.ts";
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
  const { gradients: sum, callbacks } = session;
  let stop: string | null = null;
  try {
    stop = callbacks.listens("onBeforeStep") ? await show(session, cursor, plan.learningRate) : null;
  } catch (error) {
    sum.takeBack();
    throw error;
  }
  const norms = moveOnce(session, cursor, { plan, measured });
  countStep(session, cursor, plan);
  return { norms, stop };
}

/**
 * The move alone: nobody is shown anything, and it is not counted.
 *
 * @param session The training.
 * @param cursor Its place.
 * @param options What is in force, and what was measured.
 * @returns Norm of the gradients before and after clipping; null unless wanted.
 * @throws As {@link optimizerStep} does.
 */
export function moveOnce(session: TrainingSession, cursor: TrainingCursor, options: StepOptions): tf.Tensor1D | null {
  try {
    return move(session, cursor, options);
  } catch (error) {
    session.gradients.takeBack();
    throw error;
  }
}

/**
 * Lets a batch count that is not the last of its window: there is no step, and what was measured of it is the model's.
 *
 * @param model The model.
 * @param measured What was measured; taken over.
 * @returns As {@link moveOnce}: no norms.
 */
export function letCount({ buffers }: Pick<Model, "buffers">, measured: StepOptions["measured"]): null {
  assignMeasured(buffers, measured);
  tf.dispose([...measured.values()]);
  return null;
}

/** Counts a step that was taken. */
export function countStep(
  { clock }: Pick<TrainingSession, "clock">,
  cursor: TrainingCursor,
  { learningRate }: EpochPlan,
): void {
  clock.countStep();
  cursor.step += 1;
  cursor.learningRate = learningRate;
}

/** Whether the norms of the gradients of the step to come are wanted. */
export function wantsNorms({ payload: { execution } }: Pick<TrainingSession, "payload">, step: number): boolean {
  return execution.logGradNorm && step % execution.gradNormLogEvery === 0;
}

// --- internal ---

/** Shows the clipped gradients to who wants to see them. */
async function show(session: TrainingSession, cursor: TrainingCursor, learningRate: number): Promise<string | null> {
  const { callbacks, gradients: sum } = session;
  sum.unscale();
  const gradients = clipped(session), { tensors } = sum;
  try {
    // A copy: whoever alters it alters nothing else.
    return await callbacks.emit("onBeforeStep", {
      ...{ epoch: cursor.epoch, step: cursor.step, learningRate, gradients: new Map(gradients) },
    });
  } finally {
    if (gradients !== tensors) tf.dispose([...gradients.values()]);
  }
}

/**
 * Moves weights, buffers, moments and average, or none of them; lets go of the gradients and returns their norm, where
 * wanted.
 */
function move(session: TrainingSession, { step }: TrainingCursor, { plan, measured }: StepOptions): tf.Tensor1D | null {
  const { gradients: sum, gradientScale: scale, optimizer, ema, model, clock, guard, payload: { training } } = session;
  const { parameters, buffers, paces } = model;
  const slots = [...optimizer.slots.values()].flatMap((slot) => [...slot.values()]);
  const counts = new Map(optimizer.stepCounts);
  const variables = [
    ...parameters.values(),
    ...buffers.values(),
    ...slots,
    ...ema?.variables ?? [],
    ...scale ? [scale.state] : [],
  ];
  const norms = wantsNorms(session, step) ? normsOf(session) : null;
  try {
    oldValuesOnError(variables, () =>
      guard.watch(`an optimizer step of ${sum.tensors.size}`, 0, () => {
        assignMeasured(buffers, measured);
        const phase: WeightMover["phase"] = (name, work) => clock.phase(name, work);
        const mover = {
          ...{ optimizer, ema, parameters, phase },
          ...{ scale: scale?.ofStep(sum.isScaled) ?? null, clip: clipOf(training) },
        };
        moveWeights(mover, sum.tensors, (name) => rateOf(name, paces, plan) ?? plan.learningRate);
      }));
    tf.dispose([...measured.values()]);
    sum.clear();
    return norms;
  } catch (error) {
    norms?.dispose();
    optimizer.setStepCounts(counts);
    throw error;
  }
}

/** Norm of the gradients before and after clipping. */
function normsOf(session: TrainingSession): tf.Tensor1D {
  const { gradients } = session;
  gradients.unscale();
  return tf.tidy(() => {
    const norms = [gradientNorm(gradients.tensors), gradientNorm(clipped(session))];
    return tf.stack(norms).as1D();
  });
}

function clipped({ gradients: { tensors }, model, payload: { training } }: TrainingSession): typeof tensors {
  const clip = clipOf(training);
  return clip === null ? tensors : clipGradients(tensors, model.parameters, clip);
}

function clipOf(training: TrainingPayload["training"]): WeightMover["clip"] {
  const { clipGradients: bound, clipAlgorithm: algorithm } = training;
  return bound === null ? null : { bound, algorithm };
}
