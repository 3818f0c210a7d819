/**
 * A batch, and where it is the last of its window the step that follows from it: as one piece of work, nothing of which is
 * awaited, so that an accelerator can record it and do it again for the next batch.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { markInputs } from "../../backend/step_recorder.ts";
import type { Batch } from "../../data/batches.ts";
import { batchInputs } from "../../data/feed/batch_inputs.ts";
import type { ModelBatch } from "../../model/model_batch.ts";
import { numbersOfRetaken } from "../optimizer/step_together.ts";
import type { EpochPlan } from "../plan/plan.ts";
import { learn, uploadBatch } from "./micro_step.ts";
import { letCount, moveOnce, wantsNorms } from "./optimizer_step.ts";
import { rateOf } from "./rate_of.ts";
import type { DoneStep } from "../../backend/step_replays.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import type { TrainingSession } from "./training_session.ts";

/** What a step is taken by. */
export interface RepeatedStepOptions {
  readonly batch: Batch;
  /** What is in force. */
  readonly plan: EpochPlan;
}

/**
 * Why a batch is not one piece of work; null where it is.
 *
 * @param session The training.
 */
export function whyInPieces({ callbacks, payload: { execution } }: TrainingSession): string | null {
  if (callbacks.listens("onBeforeStep")) return "a callback looks at the gradients";
  return execution.profile ? "kernels are timed" : null;
}

/**
 * Learns from the batch and takes the step, or does again what was recorded of one like it. It is not counted.
 *
 * @param session The training.
 * @param cursor Its place.
 * @param options The batch.
 * @returns Its loss, and norms of the step's gradients where they are wanted; the caller's to dispose of.
 * @throws What the accelerator throws; then nothing has moved.
 */
export function repeatStep(
  session: TrainingSession,
  cursor: TrainingCursor,
  { batch, plan }: RepeatedStepOptions,
): tf.Tensor {
  const { gradients, replays, train: { uploader }, clock } = session;
  const { size, window: { complete } } = batch;
  return tf.tidy(() => {
    const input = uploadBatch({ uploader, clock }, batch, plan);
    const { tensors, kind } = batchInputs(input, uploader);
    const step = {
      key: keyOf(session, cursor, { batch, plan, kind }),
      work: (): DoneStep<readonly [tf.Tensor]> => {
        markInputs(tensors);
        return workOn(session, cursor, { input, plan, size, complete });
      },
      inputs: (moved: readonly string[]): tf.Tensor[] => [
        ...tensors,
        complete ? numbersOfStep(session, { plan, moved }) : gradients.addedElsewhere(moved),
      ],
    };
    // The first step lays all weights side by side: what was recorded before would want them elsewhere.
    const [output] = complete || gradients.hasCompleted ? replays.take(step) : step.work().outputs;
    // Where it was done again nobody has.
    if (complete) gradients.clear();
    return output;
  });
}

// --- internal ---

/** What it has in common with those that are alike. */
function keyOf(
  session: TrainingSession,
  { step }: TrainingCursor,
  { batch: { window: { complete } }, plan, kind }: RepeatedStepOptions & { readonly kind: unknown },
): string {
  const learned = Object.values(plan.physicsRates).map((rate) => rate !== null);
  const ofStep = complete && [wantsNorms(session, step), ...session.gradients.tensors.keys()];
  return JSON.stringify([plan.stage, learned, ofStep, kind]);
}

function numbersOfStep(
  { model: { parameters, paces }, optimizer }: TrainingSession,
  { plan, moved }: { readonly plan: EpochPlan; readonly moved: readonly string[] },
): tf.Tensor {
  const learningRate = (name: string): number => rateOf(name, paces, plan) ?? plan.learningRate;
  return numbersOfRetaken(optimizer, { parameters, moved, learningRate });
}

interface WorkOptions {
  readonly input: ModelBatch;
  readonly plan: EpochPlan;
  readonly size: number;
  readonly complete: boolean;
}

function workOn(
  session: TrainingSession,
  cursor: TrainingCursor,
  { input, plan, size, complete }: WorkOptions,
): DoneStep<readonly [tf.Tensor]> {
  const { model, gradients, gradientScale, clock, guard, train: { uploader } } = session;
  const before = gradients.count;
  const { loss, measured, names } = guard.watch(
    `a training step of ${size}`,
    () => 1 + model.buffers.size + gradients.count - before,
    () => learn({ model, gradients, gradientScale, uploader, clock }, () => input, { plan, complete }),
  );
  const moved = complete ? [...gradients.tensors.keys()] : names;
  try {
    const norms = complete ? moveOnce(session, cursor, { plan, measured }) : letCount(model, measured);
    return { outputs: [norms ? joined(cursor, loss, norms) : loss], moved };
  } catch (error) {
    tf.dispose([loss, ...measured.values()]);
    throw error;
  }
}

/**
 * Loss and norms as one tensor; they are taken over.
 *
 * @param cursor Its loss is lost should this fail.
 * @param loss Loss of a batch that counts.
 * @param norms Norms of its gradients.
 */
export function joined(cursor: TrainingCursor, loss: tf.Scalar, norms: tf.Tensor1D): tf.Tensor1D {
  cursor.busy = true;
  const values = tf.tidy(() => tf.concat1d([loss.as1D(), norms]));
  cursor.busy = false;
  tf.dispose([loss, norms]);
  return values;
}
