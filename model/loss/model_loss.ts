/**
 * The loss that a payload asks for: a data term, and regularisers of the painted patches.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { SciencePayload } from "../../config/payload.ts";
import type { Patches } from "../physics/patches.ts";
import { maeLoss, matchEnergy, supervisedLoss } from "./amplitude_loss.ts";
import { poissonLoss } from "./poisson_loss.ts";
import { meanDeviation, type Regulariser, totalVariation } from "./regulariser.ts";
import { validMean, type ValidPixels, validPixels } from "./valid_pixels.ts";

/** Several batches whose losses add up to one, so that their gradients do. */
export interface LossWindow {
  /** Samples of all batches together. */
  readonly samples: number;
  /** Mean measured amplitude over all their valid pixels. */
  readonly brightness: number;
  /**
   * Valid pixels of all of them together. Only batches with a mask read it.
   *
   * @default as many a sample as the batch has
   */
  readonly validPixels?: number;
}

/** What a batch is compared with. B samples of C patterns of N × N pixels. */
export interface LossTargets {
  /** Measured diffraction amplitude (B, N, N, C), DC in the centre, before any scaling. */
  readonly amplitude: tf.Tensor4D;
  /** Multiplies measured and predicted amplitude before the loss (B, 1, 1, 1): it turns them into √photons. */
  readonly physicsScale: tf.Tensor4D;
  /**
   * 1 where a pixel is valid, 0 where it is masked: of all patterns, (1, N, N, 1), or of each, (B, N, N, C). What stands
   * in a masked pixel has no influence.
   *
   * @default every pixel is valid
   */
  readonly mask?: tf.Tensor4D;
  /** The batches among which this one's loss is a share; a batch without one stands alone. */
  readonly window?: LossWindow;
  /** Known amplitude of the object patches (B, N, N, C); only supervised models read it. */
  readonly labelAmp?: tf.Tensor4D;
  /** Known phase of the object patches in radians (B, N, N, C); only supervised models read it. */
  readonly labelPhase?: tf.Tensor4D;
}

/** What a loss is computed from. */
export interface LossInputs {
  readonly batch: LossTargets;
  /** What the network painted. */
  readonly patches: Patches;
  /** The diffraction amplitude that follows from it; not called for supervised models. */
  readonly predict: () => tf.Tensor4D;
}

/** Loss of a batch. */
export type Loss = (inputs: LossInputs) => tf.Scalar;

/**
 * The loss of a model section. The data term of a pinn model compares predicted and measured amplitude, both times the
 * physics scale, and is divided by the mean measured amplitude of the batch (plus 1e-8). With a mask all of these are sums
 * and means over valid pixels. The data term of a supervised model and the regularisers, times their coefficients, are
 * added as they are.
 *
 * With a window it is the batch's share of the loss that the window's samples would have as one batch: means are weighted
 * by samples or by valid pixels, sums are not, and the mean amplitude is that of the window. The shares of a window add up
 * to that loss, and their gradients to its gradient.
 *
 * @param model Its `mode`, `loss`, `maeMatchEnergy`, `ampLoss`, `phaseLoss` and their coefficients are read.
 * @returns The loss, a scalar; it throws a TypeError if a supervised model gets a batch without labels.
 */
export function lossOf(model: SciencePayload["model"]): Loss {
  return (inputs) => {
    const { patches, batch } = inputs;
    const size = batch.amplitude.shape[0];
    const share = size / (batch.window?.samples ?? size);
    const data = model.mode === "supervised" ? labelTerm(inputs) : patternTerm(inputs, model, share);
    return data
      .add(penalty(patches.amp, model.ampLoss, share * model.ampLossCoeff))
      .add(penalty(patches.phase, model.phaseLoss, share * model.phaseLossCoeff));
  };
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

function patternTerm({ batch, predict }: LossInputs, model: SciencePayload["model"], share: number): tf.Scalar {
  const { amplitude, physicsScale, mask, window } = batch;
  const valid = mask && validPixels(mask, amplitude.shape);
  const observed = amplitude.mul<tf.Tensor4D>(physicsScale);
  const predicted = predict().mul<tf.Tensor4D>(physicsScale);
  const brightness = window?.brightness ?? (valid ? validMean(amplitude, valid) : amplitude.mean());
  const mean = dataLoss({ predicted, observed, valid }, model).div<tf.Scalar>(tf.add(brightness, 1e-8));
  if (model.loss === "mae" && valid && window?.validPixels) return mean.mul(valid.count.div(window.validPixels));
  // A whole batch keeps its bits.
  return share === 1 ? mean : mean.mul(share);
}

interface Comparison {
  readonly predicted: tf.Tensor4D;
  readonly observed: tf.Tensor4D;
  readonly valid: ValidPixels | undefined;
}

function dataLoss({ predicted, observed, valid }: Comparison, model: SciencePayload["model"]): tf.Scalar {
  if (model.loss === "poisson") return poissonLoss(predicted, observed, valid);
  return maeLoss(model.maeMatchEnergy ? matchEnergy(predicted, observed, valid) : predicted, observed, valid);
}

function labelTerm({ batch: { labelAmp, labelPhase }, patches }: LossInputs): tf.Scalar {
  if (!labelAmp || !labelPhase) {
    throw new TypeError(
      "Cannot compute the loss of a supervised model as the batch has no labels: add labelAmp and labelPhase to it",
    );
  }
  return supervisedLoss(patches, { amp: labelAmp, phase: labelPhase });
}
