/**
 * One batch: predict, compare (loss), differentiate (backward), and add its gradients to those of its window.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { allOrNothing } from "../../backend/all_or_nothing.ts";
import type { Batch } from "../../data/batches.ts";
import type { Model } from "../../model/create_model.ts";
import type { ModelBatch } from "../../model/model_batch.ts";
import type { EpochPlan } from "../plan/plan.ts";
import { mixLossScale } from "./loss_scale.ts";
import type { GradientSum } from "../optimizer/gradient_sum.ts";
import { type PhaseClock, UNPROFILED } from "../profile/profiler.ts";
import type { BatchUploader } from "../../data/feed/batch_uploader.ts";

/** What a batch is learned by. */
export interface Learner {
  readonly model: Pick<Model, "parameters" | "frozenInFineTuning" | "loss">;
  readonly gradients: GradientSum;
  readonly uploader: BatchUploader;
  /**
   * Takes notice of the time.
   *
   * @default {UNPROFILED}
   */
  readonly clock?: PhaseClock;
}

/**
 * Learns from one batch. Nothing is waited for: on a GPU the work is only under way when this returns.
 *
 * @param learner Model, and where gradients are summed.
 * @param batch The batch.
 * @param plan What is in force.
 * @returns The batch's share of its window's loss, on the accelerator; the caller's to dispose of.
 */
export function microStep(learner: Learner, batch: Batch, plan: EpochPlan): tf.Scalar {
  const { model, gradients, uploader, clock = UNPROFILED } = learner;
  const parameters = trainedParameters(model, plan.stage);
  const { loss, own } = allOrNothing(() =>
    tf.tidy(() => {
      const { complete: _, ...window } = batch.window;
      const tensors = clock.phase("upload", () => uploader.upload(mixLossScale(batch, plan.physicsWeight)));
      const input = { ...tensors, window };
      const { loss, gradients } = clock.phase("forward+backward", () => backward(model, input, parameters));
      return { loss, own: Object.fromEntries(gradients) };
    })
  );
  gradients.add(new Map(Object.entries(own)));
  return loss;
}

/**
 * Loss of a batch and its gradients by some parameters; call it within `tf.tidy`.
 *
 * @param model The model.
 * @param batch The batch.
 * @param parameters The parameters to differentiate by.
 * @returns The loss and the gradients by parameter name; a parameter without influence has none.
 */
export function backward(
  model: Pick<Model, "parameters" | "loss">,
  batch: ModelBatch,
  parameters: ReadonlyMap<string, tf.Variable> = model.parameters,
): { readonly loss: tf.Scalar; readonly gradients: ReadonlyMap<string, tf.Tensor> } {
  const { value, grads } = tf.variableGrads(() => model.loss(batch), [...parameters.values()]);
  const gradients = new Map<string, tf.Tensor>();
  for (const [name, variable] of parameters) {
    const gradient = grads[variable.name];
    if (gradient) gradients.set(name, gradient);
  }
  return { loss: value, gradients };
}

// --- internal ---

/** The parameters that an epoch trains: all, or in fine-tuning those that the network does not freeze. */
function trainedParameters(model: Learner["model"], stage: EpochPlan["stage"]): Model["parameters"] {
  if (stage !== "fine-tuning") return model.parameters;
  return new Map([...model.parameters].filter(([name]) => !model.frozenInFineTuning(name)));
}
