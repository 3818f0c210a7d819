/**
 * Options of `scheduler(name, options)`, which the training and the execution builder share.
 *
 * @module
 */
import type { FieldInput, SectionInput } from "./builder.ts";
import type { AdaptiveNeedsStages, ConfigTypeError } from "./type_sentences.ts";

/** Name of a learning-rate schedule; case-sensitive. */
export type Scheduler = FieldInput<"training", "scheduler">;

/** Epochs of the three stages. */
export type Stages = readonly [number, number, number];

/** What a schedule can be told; every field is one of the `training` section. */
export interface SchedulerOptions<P = Stages> {
  /** Epochs of the three stages. */
  readonly stages?: P;
  /** How the physics weight rises in the second stage. */
  readonly physicsWeight?: FieldInput<"training", "physicsWeightSchedule">;
  /** Learning rate of the third stage, as a factor of the base. */
  readonly stage3Factor?: number;
  /** Factor an epoch of Exponential. */
  readonly gamma?: number;
  /** Warm-up epochs of WarmupCosine. */
  readonly warmupEpochs?: number;
  /** Final learning rate of WarmupCosine, as a factor of the base. */
  readonly minRatio?: number;
  /** Factor by which ReduceLROnPlateau lowers the learning rate. */
  readonly factor?: number;
  /** Epochs without improvement before ReduceLROnPlateau acts. */
  readonly patience?: number;
  /** Learning rate below which ReduceLROnPlateau does not go. */
  readonly minLearningRate?: number;
  /** Relative improvement that ReduceLROnPlateau takes notice of. */
  readonly threshold?: number;
}

/** Sets the schedule of the learning rate; `N` and `P` are what the call says of it. */
export interface SchedulerMethod<Self> {
  /** Schedule of the learning rate; case-sensitive. Default `"Default"`. `Adaptive` needs its stages. */
  scheduler<const N extends Scheduler, const P extends Stages | undefined = undefined>(
    name: N extends "Adaptive" ? (P extends Stages ? N : ConfigTypeError<AdaptiveNeedsStages>) : N,
    options?: SchedulerOptions<P>,
  ): Self;
}

/** The `training` fields that a call of `scheduler()` sets. */
export function schedulerFields(name: Scheduler, options: SchedulerOptions = {}): SectionInput<"training"> {
  const { stages, physicsWeight, stage3Factor, gamma, warmupEpochs, minRatio } = options;
  const { factor, patience, minLearningRate, threshold } = options;
  return {
    scheduler: name,
    ...(stages && { stages: [...stages] }),
    ...(physicsWeight !== undefined && { physicsWeightSchedule: physicsWeight }),
    ...(stage3Factor !== undefined && { stage3LearningRateFactor: stage3Factor }),
    ...(gamma !== undefined && { exponentialGamma: gamma }),
    ...(warmupEpochs !== undefined && { warmupEpochs }),
    ...(minRatio !== undefined && { minLearningRateRatio: minRatio }),
    ...(factor !== undefined && { plateauFactor: factor }),
    ...(patience !== undefined && { plateauPatience: patience }),
    ...(minLearningRate !== undefined && { plateauMinLearningRate: minLearningRate }),
    ...(threshold !== undefined && { plateauThreshold: threshold }),
  };
}
