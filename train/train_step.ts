/**
 * One optimizer step: predict, compare (loss), differentiate (backward), move the weights (step), and let go of the
 * gradients (zero), which here is what `tf.tidy` does.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Model } from "../model/create_model.ts";
import type { ModelBatch } from "../model/model_batch.ts";
import type { Adam } from "./adam.ts";

/** What a step works on. */
export interface Learner {
  readonly model: Pick<Model, "parameters" | "loss">;
  readonly adam: Adam;
}

/**
 * Takes one step. Nothing is waited for: on a GPU the work is only under way when this returns.
 *
 * @param learner Model and optimizer.
 * @param upload Makes the batch's tensors.
 * @param learningRate Learning rate of this step.
 * @returns The loss before the step, on the accelerator; the caller's to dispose of.
 */
export function trainStep(learner: Learner, upload: () => ModelBatch, learningRate: number): tf.Scalar {
  return tf.tidy(() => {
    const { loss, gradients } = backward(learner.model, upload());
    learner.adam.step(gradients, learningRate);
    return loss;
  });
}

/**
 * Loss of a batch and its gradients by the model's parameters; call it within `tf.tidy`.
 *
 * @param model The model.
 * @param batch The batch.
 * @returns The loss and the gradients by parameter name; a parameter without influence has none.
 */
export function backward(
  model: Learner["model"],
  batch: ModelBatch,
): { readonly loss: tf.Scalar; readonly gradients: ReadonlyMap<string, tf.Tensor> } {
  const { value, grads } = tf.variableGrads(() => model.loss(batch), [...model.parameters.values()]);
  const gradients = new Map<string, tf.Tensor>();
  for (const [name, variable] of model.parameters) {
    const gradient = grads[variable.name];
    if (gradient) gradients.set(name, gradient);
  }
  return { loss: value, gradients };
}
