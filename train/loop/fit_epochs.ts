/**
 * Epoch after epoch: train, validate, tell the callbacks, judge, save.
 *
 * @module
 */
import { ABORTED, type Ending, FINISHED, stoppedBy } from "../../run/course/ending.ts";
import { endEpoch, endPartialEpoch } from "./end_epoch.ts";
import { planFor } from "./rate_of.ts";
import { planEpoch, totalEpochs } from "../plan/epoch_plan.ts";
import type { EpochEndEvent } from "../callbacks/events.ts";
import type { EpochPlan } from "../plan/plan.ts";
import { nothingLeft } from "./nothing_left.ts";
import { saveState } from "./save_state.ts";
import { trainEpoch } from "./train_epoch.ts";
import { batchesPerEpoch } from "./training_data.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import type { TrainingSession } from "./training_session.ts";
import { validate } from "./validate.ts";

/** How the epochs ended, and what was measured at the end of each. */
export interface FittedEpochs {
  readonly ending: Ending;
  /** Epochs completed by this call, in order; the last one perhaps broken off by `training.maxSteps`. */
  readonly history: readonly EpochEndEvent[];
}

/**
 * Trains from the cursor to the last epoch, or until it is told to end. Ending within an epoch saves `last`.
 *
 * @param session The training.
 * @param cursor Moved along.
 * @returns How it ended.
 * @throws {NonFiniteLossError} If the training diverged.
 * @throws What a callback, a file or the accelerator throws.
 */
export async function fitEpochs(session: TrainingSession, cursor: TrainingCursor): Promise<FittedEpochs> {
  const { training } = session.payload;
  const history: EpochEndEvent[] = [];
  if (await tryValidation(session, cursor) === "aborted") {
    await saveState(session, cursor, null);
    return { ending: ABORTED, history };
  }
  const ended = nothingLeft(session.payload, cursor);
  if (ended) return { ending: ended, history };
  while (cursor.epoch < totalEpochs(training, cursor.fineTuneFrom)) {
    const { event, ending } = await runEpoch(session, cursor);
    if (event) history.push(event);
    if (ending) return { ending, history };
  }
  return { ending: FINISHED, history };
}

// --- internal ---

interface RunEpoch {
  /** What was measured; null where the epoch was broken off. */
  readonly event: EpochEndEvent | null;
  /** Why the training ends here; null where it goes on. */
  readonly ending: Ending | null;
}

/** A validation that fails shall do so now and not after an hour of training. */
async function tryValidation(session: TrainingSession, cursor: TrainingCursor): Promise<"aborted" | "done"> {
  const { validation: set, timer, payload: { execution: { sanityValBatches } } } = session;
  const begun = cursor.epoch > 0 || cursor.batch > 0;
  if (set === null || begun || sanityValBatches === 0) return "done";
  const loss = await timer.measure("validate", () => validate(session, cursor, { set, limit: sanityValBatches }));
  return loss === null ? "aborted" : "done";
}

async function runEpoch(session: TrainingSession, cursor: TrainingCursor): Promise<RunEpoch> {
  const { callbacks, timer, limits, train, model, payload: { training } } = session;
  cursor.startClock();
  const plan = planFor(planEpoch(training, cursor), model.paces);
  const now = session.signal?.aborted ? ABORTED : limits.reached(cursor.step);
  if (now) return await breakOff(session, cursor, now);
  const stop = await callbacks.emit("onEpochStart", {
    epoch: cursor.epoch,
    epochs: totalEpochs(training, cursor.fineTuneFrom),
    ...plan,
  });
  if (stop) return await breakOff(session, cursor, stoppedBy(stop));
  const early = await timer.measure("train", () => trainEpoch(session, cursor, plan));
  const complete = cursor.batch >= batchesPerEpoch(train, training);
  if (early && !(complete || early.exitReason === "max_steps")) return await breakOff(session, cursor, early);
  return await finishEpoch(session, cursor, { plan, early, complete });
}

async function finishEpoch(
  session: TrainingSession,
  cursor: TrainingCursor,
  { plan, early, complete }: { readonly plan: EpochPlan; readonly early: Ending | null; readonly complete: boolean },
): Promise<RunEpoch> {
  if (early?.exitReason === "aborted") return await breakOff(session, cursor, early);
  if (!complete) return await endPartialEpoch(session, cursor, { plan, ending: early ?? FINISHED });
  return await endEpoch(session, cursor, { plan, early }) ?? await breakOff(session, cursor, ABORTED);
}

async function breakOff(session: TrainingSession, cursor: TrainingCursor, ending: Ending): Promise<RunEpoch> {
  await saveState(session, cursor, null);
  return { event: null, ending };
}
