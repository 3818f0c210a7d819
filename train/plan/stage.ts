/**
 * The stages of a training. The loss of the first stage has the scale that the network is normalised to, that of the
 * third the scale of photons; in the second the one goes over into the other. The physics weight says how far.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import type { EpochPlan } from "./plan.ts";

/** Fields of the `training` section that say what the stages are. */
export type StageFields = Pick<
  TrainingPayload["training"],
  "epochs" | "scheduler" | "stages" | "physicsWeightSchedule"
>;

/** A moment of a training. */
export interface TrainingMoment {
  /** The epoch, from 0. */
  readonly epoch: number;
  /** First epoch of the fine-tuning: `training.epochs`, unless the training ended early. */
  readonly fineTuneFrom: number;
}

/** Where a training stands among its stages. */
export interface StagePosition {
  /** The stage; 0 where the training has none. */
  readonly stage: EpochPlan["stage"];
  /** How far the second stage has got: 0 up to its beginning, 1 from its end on and where there are no stages. */
  readonly progress: number;
  /** Share of the physics scale in the scale of the loss, 0 to 1. */
  readonly physicsWeight: number;
}

/**
 * Stage and physics weight of an epoch. With stages of E₁, E₂ and E₃ epochs and p = (epoch − E₁) / E₂, the weight is 0 in
 * the first stage, p (`linear`), ½(1 − cos πp) (`cosine`) or p² (`exponential`) in the second, and 1 afterwards; so is it
 * during fine-tuning and without stages. A stage of no epochs is passed over. The third stage lasts to the end of the
 * training, however long it was meant to be.
 *
 * @param training Fields of the payload.
 * @param moment The epoch.
 * @returns Stage, progress and weight.
 *
 * @example
 * ```ts
 * import { createTrainingPayload, stageAt } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const { training } = createTrainingPayload({ training: { stages: [10, 20, 20], physicsWeightSchedule: "linear" } });
 * assertEquals(stageAt(training, { epoch: 15, fineTuneFrom: 50 }), { stage: 2, progress: 0.25, physicsWeight: 0.25 });
 * ```
 */
export function stageAt(training: StageFields, { epoch, fineTuneFrom }: TrainingMoment): StagePosition {
  const stages = stagesOf(training);
  if (epoch >= fineTuneFrom) return { stage: "fine-tuning", progress: 1, physicsWeight: 1 };
  if (stages === null) return { stage: 0, progress: 1, physicsWeight: 1 };
  const [first, second] = stages;
  if (epoch < first) return { stage: 1, progress: 0, physicsWeight: 0 };
  if (epoch >= first + second) return { stage: 3, progress: 1, physicsWeight: 1 };
  const progress = (epoch - first) / second;
  return { stage: 2, progress, physicsWeight: WEIGHTS[training.physicsWeightSchedule](progress) };
}

/**
 * Epochs of the three stages. Where the payload names none, `MultiStage` divides the epochs of the training evenly; what
 * does not divide goes to the third stage first, then to the second, so that the shortest training has the true loss.
 *
 * @param training Fields of the payload.
 * @returns The epochs by stage, or null where the training has no stages.
 *
 * @example
 * ```ts
 * import { createTrainingPayload, stagesOf } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const { training } = createTrainingPayload({ training: { epochs: 50, scheduler: "MultiStage" } });
 * assertEquals(stagesOf(training), [16, 17, 17]);
 * ```
 */
export function stagesOf(training: Pick<StageFields, "epochs" | "scheduler" | "stages">): StageFields["stages"] {
  const { epochs, scheduler, stages } = training;
  if (stages !== null || scheduler !== "MultiStage") return stages;
  const first = Math.floor(epochs / 3);
  const second = Math.floor((epochs - first) / 2);
  return [first, second, epochs - first - second];
}

// --- internal ---

const WEIGHTS: Readonly<Record<StageFields["physicsWeightSchedule"], (progress: number) => number>> = {
  linear: (progress) => progress,
  cosine: (progress) => (1 - Math.cos(Math.PI * progress)) / 2,
  exponential: (progress) => progress ** 2,
};
