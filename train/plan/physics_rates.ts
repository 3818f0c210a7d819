/**
 * The learning rates of what is learned of the physics beside the network. They follow no schedule.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import type { EpochPlan } from "./plan.ts";
import type { TrainingMoment } from "./stage.ts";

/** Fields of the `training` section that say how fast, and from when on. */
export type PhysicsRateFields = Pick<
  TrainingPayload["training"],
  "probeLearningRate" | "probeStartEpoch" | "positionsLearningRate" | "positionsStartEpoch" | "fineTuneGamma"
>;

/**
 * Learning rates in an epoch: those of the payload from their start epoch on, times `fineTuneGamma` in fine-tuning.
 *
 * @param training Fields of the payload.
 * @param moment The epoch.
 */
export function physicsRatesAt(
  training: PhysicsRateFields,
  { epoch, fineTuneFrom }: TrainingMoment,
): EpochPlan["physicsRates"] {
  const factor = epoch >= fineTuneFrom ? training.fineTuneGamma : 1;
  const begun = (start: number | null): boolean => start !== null && epoch >= start;
  return {
    probe: begun(training.probeStartEpoch) ? factor * training.probeLearningRate : null,
    positions: begun(training.positionsStartEpoch) ? factor * training.positionsLearningRate : null,
  };
}
