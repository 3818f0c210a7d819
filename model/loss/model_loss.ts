/**
 * The loss that a payload asks for: a data term, and regularisers of the painted patches.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { SciencePayload } from "../../config/payload.ts";
import type { Patches } from "../physics/patches.ts";
import { maeLoss, matchEnergy, supervisedLoss } from "./amplitude_loss.ts";
import { complexMae, squaredVariation } from "./object_loss.ts";
import { poissonLoss } from "./poisson_loss.ts";
import { meanDeviation, type Regulariser, totalVariation } from "./regulariser.ts";
import { validMean, type ValidPixels, validPixels } from "./valid_pixels.ts";

/** Several batches whose losses add up to one, so that their gradients do. */
export interface LossWindow {
  /** Samples of all batches together. */
  readonly samples: number;
  /** Mean measured amplitude over all their valid pixels. */
  readonly brightness: number | tf.Scalar;
  /**
   * Valid pixels of all of them together. Only batches with a mask read it.
   *
   * @default as many a sample as the batch has
   */
  readonly validPixels?: number | tf.Scalar;
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
  /** Known amplitude of the object patches (B, N, N, C); only losses that compare with labels read it. */
  readonly labelAmp?: tf.Tensor4D;
  /** Known phase of the object patches in radians (B, N, N, C); only losses that compare with labels read it. */
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
 * physics scale, by the Poisson likelihood, the mean absolute error, or both times their weights, and is divided by the mean
 * measured amplitude of the batch (plus 1e-8). With a mask all of these are sums and means over valid pixels. The data term
 * of a supervised model, the terms of the complex object and the regularisers, times their coefficients, are added as they
 * are.
 *
 * With a window it is the batch's share of the loss that the window's samples would have as one batch: means are weighted
 * by samples or by valid pixels, sums are not, and the mean amplitude is that of the window. The shares of a window add up
 * to that loss, and their gradients to its gradient.
 *
 * @param model Its `mode`, `loss`, `maeMatchEnergy`, `ampLoss`, `phaseLoss`, all weights and coefficients are read.
 * @returns The loss, a scalar; it throws a TypeError if it compares with labels and a batch has none.
 */
export function lossOf(model: SciencePayload["model"]): Loss {
  return (inputs) => {
    const { patches, batch } = inputs;
    const size = batch.amplitude.shape[0];
    const share = size / (batch.window?.samples ?? size);
    const data = model.mode === "supervised"
      ? supervisedLoss(patches, labelsOf(batch))
      : patternTerm(inputs, model, share);
    const others = [
      objectTerm(inputs, model, share),
      penalty(patches.amp, model.ampLoss, share * model.ampLossCoeff),
      penalty(patches.phase, model.phaseLoss, share * model.phaseLossCoeff),
    ];
    return others.reduce<tf.Scalar>((sum, term) => term === null ? sum : sum.add(term), data);
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
): tf.Scalar | null {
  return name === null ? null : REGULARISERS[name](patches).mul(coefficient);
}

/** What the weights of the complex object add. */
function objectTerm({ batch, patches }: LossInputs, model: SciencePayload["model"], share: number): tf.Scalar | null {
  const [known, rough] = [share * model.realspaceMaeWeight, share * model.realspaceWeight];
  const distance = known === 0 ? null : complexMae(patches, labelsOf(batch)).mul<tf.Scalar>(known);
  if (rough === 0) return distance;
  const roughness = squaredVariation(patches).mul<tf.Scalar>(rough);
  return distance === null ? roughness : roughness.add(distance);
}

function patternTerm({ batch, predict }: LossInputs, model: SciencePayload["model"], share: number): tf.Scalar {
  const { amplitude, physicsScale, mask, window } = batch;
  const valid = mask && validPixels(mask, amplitude.shape);
  const comparison = {
    predicted: predict().mul<tf.Tensor4D>(physicsScale),
    observed: amplitude.mul<tf.Tensor4D>(physicsScale),
    valid,
  };
  const brightness = window?.brightness ?? (valid ? validMean(amplitude, valid) : amplitude.mean());
  const shares = {
    poisson: share,
    // A mean over pixels is shared by pixels, where frames have masks of their own.
    mae: valid && window?.validPixels ? valid.count.div<tf.Scalar>(window.validPixels) : share,
  };
  const terms = (["poisson", "mae"] as const).flatMap((loss) => {
    const weight = weightOf(loss, model);
    if (weight === 0) return [];
    const mean = DATA_LOSSES[loss](comparison, model).div<tf.Scalar>(tf.add(brightness, 1e-8));
    return [times(times(mean, shares[loss]), weight)];
  });
  return terms.reduce((sum, term) => sum.add(term));
}

/** A factor of one changes no bit, and costs nothing. */
function times(term: tf.Scalar, factor: tf.Scalar | number): tf.Scalar {
  return factor === 1 ? term : term.mul(factor);
}

/** Weight of a data loss: that of `model.loss` is 1 and of the other 0, unless they are given. */
function weightOf(loss: "poisson" | "mae", model: SciencePayload["model"]): number {
  return (loss === "mae" ? model.maeWeight : model.nllWeight) ?? (model.loss === loss ? 1 : 0);
}

interface Comparison {
  readonly predicted: tf.Tensor4D;
  readonly observed: tf.Tensor4D;
  readonly valid: ValidPixels | undefined;
}

const DATA_LOSSES: Readonly<
  Record<"poisson" | "mae", (comparison: Comparison, model: SciencePayload["model"]) => tf.Scalar>
> = {
  poisson: ({ predicted, observed, valid }) => poissonLoss(predicted, observed, valid),
  mae: ({ predicted, observed, valid }, model) =>
    maeLoss(model.maeMatchEnergy ? matchEnergy(predicted, observed, valid) : predicted, observed, valid),
};

function labelsOf({ labelAmp, labelPhase }: LossTargets): Patches {
  if (labelAmp && labelPhase) return { amp: labelAmp, phase: labelPhase };
  throw new TypeError(
    "Cannot compute a loss that compares with labels as the batch has none: add labelAmp and labelPhase to it",
  );
}
