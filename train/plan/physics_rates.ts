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
  "probeLearningRate" | "probeStartEpoch" | "fineTuneGamma"
>;

/**
 * The learning rate in an epoch: that of the payload from its start epoch on, times `fineTuneGamma` in fine-tuning.
 *
 * @param training Fields of the payload.
 * @param moment The epoch.
 */
export function physicsRatesAt(
  training: PhysicsRateFields,
  { epoch, fineTuneFrom }: TrainingMoment,
): EpochPlan["physicsRates"] {
  const factor = epoch >= fineTuneFrom ? training.fineTuneGamma : 1;
  return {
    probe: epoch >= training.probeStartEpoch ? factor * training.probeLearningRate : null,
  };
}
