/**
 * Whether a training that is resumed has anything left to train.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { earlyStopRules, reasonToStop } from "../../run/course/early_stopping.ts";
import { totalEpochs } from "../plan/epoch_plan.ts";
import { type Ending, FINISHED } from "../../run/course/ending.ts";
import type { TrainingCursor } from "./training_cursor.ts";

/**
 * Why a training has no epoch left to train.
 *
 * @param payload The payload.
 * @param cursor Where it is.
 * @returns All epochs are done, or early stopping has ended it; null where there is more to train.
 */
export function nothingLeft(payload: TrainingPayload, cursor: TrainingCursor): Ending | null {
  if (cursor.epoch >= totalEpochs(payload.training, cursor.fineTuneFrom)) return FINISHED;
  const stop = reasonToStop(cursor.earlyStop, earlyStopRules(payload));
  return stop && { exitReason: "early_stopped", exitDetail: stop.detail };
}
