/**
 * What is in force during an epoch: all that schedules, stages, fine-tuning and accumulation decide, computed from where
 * the training is and from nothing else.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { accumulateAt } from "./accumulate.ts";
import type { EpochPlan } from "./plan.ts";
import { learningRateAt } from "./learning_rate.ts";
import { physicsRatesAt } from "./physics_rates.ts";
import { stageAt } from "./stage.ts";

/** Where a training is, as far as its plan depends on it. */
export interface PlannedEpoch {
  /** Epoch, from 0. */
  readonly epoch: number;
  /** The loss of the epochs validated so far. */
  readonly history: readonly number[];
  /** First epoch of fine-tuning, where early stopping made it another than `training.epochs`. */
  readonly fineTuneFrom: number | null;
}

/**
 * The plan of an epoch.
 *
 * @param training The training section.
 * @param at The epoch.
 */
export function planEpoch(training: TrainingPayload["training"], at: PlannedEpoch): EpochPlan {
  const fineTuneFrom = at.fineTuneFrom ?? training.epochs;
  const { stage, physicsWeight } = stageAt(training, { epoch: at.epoch, fineTuneFrom });
  return {
    learningRate: learningRateAt(training, { epoch: at.epoch, history: at.history, fineTuneFrom }),
    physicsRates: physicsRatesAt(training, { epoch: at.epoch, fineTuneFrom }),
    stage,
    physicsWeight,
    accumulate: accumulateAt(training.accumulate, at.epoch),
  };
}

/**
 * The learning rate of the latest step or, before the first of this call, that of the next one.
 *
 * @param training The training section.
 * @param at Where the training is.
 */
export function learningRateInForce(
  training: TrainingPayload["training"],
  at: PlannedEpoch & { readonly learningRate: number | null },
): number {
  return at.learningRate ?? planEpoch(training, at).learningRate;
}

/** Epochs in all, those of fine-tuning included. */
export function totalEpochs(
  { epochs, fineTuneEpochs }: Pick<TrainingPayload["training"], "epochs" | "fineTuneEpochs">,
  fineTuneFrom: number | null,
): number {
  return (fineTuneFrom ?? epochs) + fineTuneEpochs;
}
