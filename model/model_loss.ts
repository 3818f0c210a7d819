/**
 * The loss that a payload asks for: a data term, and regularisers of the painted patches.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { SciencePayload } from "../config/payload.ts";
import { maeLoss, matchEnergy, supervisedLoss } from "./amplitude_loss.ts";
import type { ModelBatch } from "./model_batch.ts";
import type { Patches } from "./patches.ts";
import { poissonLoss } from "./poisson_loss.ts";
import { meanDeviation, type Regulariser, totalVariation } from "./regulariser.ts";

/** What a loss is computed from. */
export interface LossInputs {
  readonly batch: ModelBatch;
  /** What the network painted. */
  readonly patches: Patches;
  /** The diffraction amplitude that follows from it; not called for supervised models. */
  readonly predict: () => tf.Tensor4D;
}

/**
 * Loss of a batch. The data term of a pinn model compares predicted and measured amplitude, both times the physics
 * scale, and is divided by the mean measured amplitude of the batch (plus 1e-8). The data term of a supervised model and
 * the regularisers, times their coefficients, are added as they are.
 *
 * @param inputs The batch and what the model made of it.
 * @param model The model section; its `mode`, `loss`, `maeMatchEnergy`, `ampLoss`, `phaseLoss` and their coefficients are read.
 * @returns A scalar.
 * @throws {TypeError} If a supervised model gets a batch without labels.
 */
export function modelLoss(inputs: LossInputs, model: SciencePayload["model"]): tf.Scalar {
  const data = model.mode === "supervised" ? labelTerm(inputs) : patternTerm(inputs, model);
  return data
    .add(penalty(inputs.patches.amp, model.ampLoss, model.ampLossCoeff))
    .add(penalty(inputs.patches.phase, model.phaseLoss, model.phaseLossCoeff));
}

// --- internal ---

const REGULARISERS: Readonly<Record<"total_variation" | "mean_deviation", Regulariser>> = {
  total_variation: totalVariation,
  mean_deviation: meanDeviation,
};

function penalty(
  patches: tf.Tensor4D,
  name: keyof typeof REGULARISERS | null,
  coefficient: number,
): tf.Tensor | number {
  return name === null ? 0 : REGULARISERS[name](patches).mul(coefficient);
}

function patternTerm({ batch, predict }: LossInputs, model: SciencePayload["model"]): tf.Scalar {
  const observed = batch.amplitude.mul<tf.Tensor4D>(batch.physicsScale);
  const predicted = predict().mul<tf.Tensor4D>(batch.physicsScale);
  const brightness = batch.amplitude.mean().add(1e-8);
  return dataLoss(predicted, observed, model).div(brightness);
}

function dataLoss(predicted: tf.Tensor4D, observed: tf.Tensor4D, model: SciencePayload["model"]): tf.Scalar {
  if (model.loss === "poisson") return poissonLoss(predicted, observed);
  return maeLoss(model.maeMatchEnergy ? matchEnergy(predicted, observed) : predicted, observed);
}

function labelTerm({ batch: { labelAmp, labelPhase }, patches }: LossInputs): tf.Scalar {
  if (!labelAmp || !labelPhase) {
    throw new TypeError(
      "Cannot compute the loss of a supervised model as the batch has no labels: add labelAmp and labelPhase to it",
    );
  }
  return supervisedLoss(patches, { amp: labelAmp, phase: labelPhase });
}
