/**
 * One batch: predict, compare (loss), differentiate (backward), and add its gradients to those of its window.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { allOrNothing } from "../../backend/all_or_nothing.ts";
import { keepingHalves } from "../../backend/half_storage.ts";
import type { Batch } from "../../data/batches.ts";
import type { Model } from "../../model/create_model.ts";
import type { ModelBatch } from "../../model/model_batch.ts";
import type { Observe } from "../../model/network/network.ts";
import type { EpochPlan } from "../plan/plan.ts";
import { rateOf } from "./rate_of.ts";
import { mixLossScale } from "./loss_scale.ts";
import type { GradientScale } from "../optimizer/gradient_scale.ts";
import type { GradientSum } from "../optimizer/gradient_sum.ts";
import { type PhaseClock, UNPROFILED } from "../profile/profiler.ts";
import type { BatchUploader, UploadedBatch } from "../../data/feed/batch_uploader.ts";

/** What a batch is learned by. */
export interface Learner {
  readonly model: Pick<Model, "parameters" | "paces" | "frozenInFineTuning" | "loss">;
  readonly gradients: GradientSum;
  readonly uploader: BatchUploader;
  /**
   * The factor of the loss where activations are kept in 16 bits.
   *
   * @default {null}
   */
  readonly gradientScale?: GradientScale | null;
  /**
   * Takes notice of the time.
   *
   * @default {UNPROFILED}
   */
  readonly clock?: PhaseClock;
}

/** What a batch gives besides gradients, on the accelerator; the caller's to dispose of. */
export interface MicroStep {
  /** The batch's share of its window's loss. */
  readonly loss: tf.Scalar;
  /** What the model's buffers are to be once the batch counts; see {@link Model.loss}. */
  readonly measured: ReadonlyMap<string, tf.Tensor>;
}

/** A batch whose gradients were summed. */
export interface LearnedBatch extends MicroStep {
  /** Names of the parameters that it has gradients of. */
  readonly names: readonly string[];
}

/** How a batch is learned. */
export interface LearnOptions {
  /** What is in force. */
  readonly plan: EpochPlan;
  /** Whether it is the last of its window. */
  readonly complete: boolean;
}

/**
 * Learns from one batch. Nothing is waited for: on a GPU the work is only under way when this returns.
 *
 * @param learner Model, and where gradients are summed.
 * @param batch The batch.
 * @param plan What is in force.
 * @returns The loss, and what was measured of the batch.
 */
export function microStep(learner: Learner, batch: Batch, plan: EpochPlan): LearnedBatch {
  return learn(learner, () => uploadBatch(learner, batch, plan), { plan, complete: batch.window.complete });
}

/**
 * Uploads a batch; call it within `tf.tidy`. What differs from batch to batch is tensors, the numbers of its window too.
 *
 * @param learner What uploads it.
 * @param batch The batch.
 * @param plan What is in force.
 */
export function uploadBatch(
  { uploader, clock = UNPROFILED }: Pick<Learner, "uploader" | "clock">,
  batch: Batch,
  plan: EpochPlan,
): UploadedBatch & Pick<ModelBatch, "window"> {
  const { samples, brightness, validPixels } = batch.window;
  return clock.phase("upload", () => ({
    ...uploader.upload(mixLossScale(batch, plan.physicsWeight)),
    window: {
      ...{ samples, brightness: tf.scalar(brightness) },
      ...validPixels !== undefined && { validPixels: tf.scalar(validPixels) },
    },
  }));
}

/**
 * Learns from a batch.
 *
 * @param learner Model, and where gradients are summed.
 * @param input Uploads the batch, or gives one that was uploaded.
 * @param options How.
 * @returns As {@link microStep} does.
 */
export function learn(learner: Learner, input: () => ModelBatch, { plan, complete }: LearnOptions): LearnedBatch {
  const { model, gradients, gradientScale = null, clock = UNPROFILED } = learner;
  const parameters = trainedParameters(model, plan);
  const { loss, own, measured } = allOrNothing(() =>
    tf.tidy(() => {
      const batch = input();
      const parts = clock.phase("forward+backward", () => backward(model, batch, { parameters, gradientScale }));
      const [own, measured] = [parts.gradients, parts.measured].map((tensors) => Object.fromEntries(tensors));
      return { loss: parts.loss, own, measured };
    })
  );
  try {
    const named = new Map(Object.entries(own ?? {}));
    if (complete) gradients.complete(named);
    else gradients.add(named);
    return { loss, measured: new Map(Object.entries(measured ?? {})), names: [...named.keys()] };
  } catch (error) {
    tf.dispose([loss, measured ?? {}]);
    throw error;
  }
}

/** How a loss is differentiated. */
export interface BackwardOptions {
  /**
   * The parameters to differentiate by.
   *
   * @default {all of the model}
   */
  readonly parameters?: ReadonlyMap<string, tf.Variable>;
  /**
   * As {@link Learner.gradientScale}.
   *
   * @default {null}
   */
  readonly gradientScale?: GradientScale | null;
}

/**
 * Loss of a batch and its gradients by some parameters; call it within `tf.tidy`.
 *
 * @param model The model.
 * @param batch The batch.
 * @param options By what, and how.
 * @returns The loss and the gradients by parameter name, those of the multiplied loss where there is a factor, of which a
 *   parameter without influence has none; and what was measured by name of the buffer, which outlives `tf.tidy`.
 */
export function backward(
  model: Pick<Model, "parameters" | "loss">,
  batch: ModelBatch,
  { parameters = model.parameters, gradientScale = null }: BackwardOptions = {},
): MicroStep & { readonly gradients: ReadonlyMap<string, tf.Tensor> } {
  const measured = new Map<string, tf.Tensor>();
  const observe: Observe = (buffer, tensor) => void measured.set(buffer, tf.keep(tensor));
  const loss = (): tf.Scalar => model.loss(batch, observe), variables = [...parameters.values()];
  const { value, grads } = gradientScale
    ? scaledGrads(loss, variables, gradientScale)
    : tf.variableGrads(loss, variables);
  const gradients = new Map<string, tf.Tensor>();
  for (const [name, variable] of parameters) {
    const gradient = grads[variable.name];
    if (gradient) gradients.set(name, gradient);
  }
  return { loss: value, gradients, measured };
}

// --- internal ---

/** As `tf.variableGrads`, with activations kept in 16 bits. */
function scaledGrads(
  loss: () => tf.Scalar,
  variables: tf.Variable[],
  { factor }: GradientScale,
): { readonly value: tf.Scalar; readonly grads: Readonly<Record<string, tf.Tensor>> } {
  const { value, grads } = keepingHalves(() => tf.engine().gradients(loss, variables, factor, true));
  const named = variables.flatMap(({ name }, index) => {
    const gradient = grads[index] as tf.Tensor | null;
    return gradient ? [[name, gradient]] : [];
  });
  return { value, grads: Object.fromEntries(named) };
}

/** The parameters that an epoch trains: those whose time has come and, in fine-tuning, that the network does not freeze. */
function trainedParameters(model: Learner["model"], plan: EpochPlan): Model["parameters"] {
  const { parameters, paces } = model;
  const isFrozen = (name: string): boolean => plan.stage === "fine-tuning" && model.frozenInFineTuning(name);
  return new Map([...parameters].filter(([name]) => rateOf(name, paces, plan) !== null && !isFrozen(name)));
}
