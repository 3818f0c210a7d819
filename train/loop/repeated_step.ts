/**
 * A batch that is a window of its own, and the step that follows from it: as one piece of work, nothing of which is awaited,
 * so that an accelerator can record it and do it again for the next batch.
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
import { moveOnce, wantsNorms } from "./optimizer_step.ts";
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
 * Why a step is not one piece of work; null where it is.
 *
 * @param session The training.
 * @param batch Its batch.
 */
export function whyInPieces(
  { callbacks, gradients, payload: { execution } }: TrainingSession,
  batch: Batch,
): string | null {
  if (callbacks.listens("onBeforeStep")) return "a callback looks at the gradients";
  if (execution.profile) return "kernels are timed";
  if (!batch.window.complete || gradients.tensors.size > 0) return "a window has several batches";
  return null;
}

/**
 * Takes the step, or does again what was recorded of one like it. It is not counted.
 *
 * @param session The training.
 * @param cursor Its place.
 * @param options The batch.
 * @returns Its loss, and norms of its gradients where they are wanted; the caller's to dispose of.
 * @throws What the accelerator throws; then nothing has moved.
 */
export function repeatStep(
  session: TrainingSession,
  cursor: TrainingCursor,
  { batch, plan }: RepeatedStepOptions,
): tf.Tensor {
  const { model: { parameters, paces }, optimizer, replays, train: { uploader }, clock } = session;
  return tf.tidy(() => {
    const input = uploadBatch({ uploader, clock }, batch, plan);
    const { tensors, kind } = batchInputs(input, uploader);
    const learned = Object.values(plan.physicsRates).map((rate) => rate !== null);
    const [output] = replays.take({
      key: JSON.stringify([plan.stage, learned, wantsNorms(session, cursor.step), kind]),
      work: () => {
        markInputs(tensors);
        return workOn(session, cursor, { input, plan, size: batch.size });
      },
      inputs: (moved) => [
        ...tensors,
        numbersOfRetaken(optimizer, {
          ...{ parameters, moved, learningRate: (name) => rateOf(name, paces, plan) ?? plan.learningRate },
        }),
      ],
    });
    return output;
  });
}

// --- internal ---

function workOn(
  session: TrainingSession,
  cursor: TrainingCursor,
  { input, plan, size }: { readonly input: ModelBatch; readonly plan: EpochPlan; readonly size: number },
): DoneStep<readonly [tf.Tensor]> {
  const { model, gradients, gradientScale, clock, guard, train: { uploader } } = session;
  const { loss, measured } = guard.watch(
    `a training step of ${size}`,
    () => 1 + model.buffers.size + gradients.count,
    () => learn({ model, gradients, gradientScale, uploader, clock }, () => input, plan),
  );
  const moved = [...gradients.tensors.keys()];
  try {
    const norms = moveOnce(session, cursor, { plan, measured });
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
