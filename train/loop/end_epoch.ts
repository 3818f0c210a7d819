/**
 * The end of an epoch: validate, tell the callbacks, remember the best weights, judge whether to go on, save.
 *
 * @module
 */
import { earlyStopRules, followMonitor, reasonToStop } from "../../run/course/early_stopping.ts";
import { type Ending, stoppedBy, StopWish } from "../../run/course/ending.ts";
import { totalEpochs } from "../plan/epoch_plan.ts";
import { renderImages } from "../callbacks/patch_images.ts";
import type { LoggedImage } from "../../run/images/logged_image.ts";
import type { EpochEndEvent } from "../callbacks/events.ts";
import { isBetter } from "../../config/values/is_better.ts";
import type { EpochPlan } from "../plan/plan.ts";
import { evaluatedWeights, saveState, type Scored } from "./save_state.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import type { TrainingSession } from "./training_session.ts";
import { validate } from "./validate.ts";

/** What came of an epoch. */
export interface EndedEpoch {
  readonly event: EpochEndEvent;
  /** Why the training ends here; null where it goes on. */
  readonly ending: Ending | null;
}

/**
 * Ends an epoch whose batches are all done.
 *
 * @param session The training.
 * @param cursor Moved to the next epoch.
 * @param options What was in force, and why the training shall end here, if it shall.
 * @returns What came of it; null where the validation was aborted, and the epoch is still to be ended.
 */
export async function endEpoch(
  session: TrainingSession,
  cursor: TrainingCursor,
  { plan, early }: { readonly plan: EpochPlan; readonly early: Ending | null },
): Promise<EndedEpoch | null> {
  const { payload: { training, metrics: { valLoss, loss } } } = session;
  const { epoch } = cursor;
  const isLast = epoch + 1 === totalEpochs(training, cursor.fineTuneFrom);
  const scheduled = (epoch + 1) % training.valEvery === 0;
  const measured = await measure(session, cursor, { plan, validated: scheduled || isLast || early !== null });
  if (measured === null) return null;
  const { event, stop } = measured;
  // A validation out of turn must not move a schedule: the run may go on as if it had not been.
  const followed = event.metrics[session.validation ? valLoss : loss];
  if (scheduled && followed !== undefined) cursor.history = [...cursor.history, followed];
  const scored = await score(session, cursor, event);
  const verdict = scored && judge(session, cursor, scored);
  // A limit that is reached with the last epoch has cut nothing off.
  const limit = isLast && early?.exitReason !== "stopped" ? null : early;
  const ending = limit ?? (stop ? stoppedBy(stop) : verdict);
  cursor.nextEpoch();
  const asked = await saveIfDue(session, cursor, { scored, ends: isLast || ending !== null });
  return { event, ending: ending ?? (asked ? stoppedBy(asked) : null) };
}

/**
 * Ends a training within an epoch: the epoch is measured, so that there are figures to show, but neither ranked nor
 * judged; resumed with more steps, the run takes it up where it was broken off.
 *
 * @param session The training.
 * @param cursor Stays within the epoch.
 * @param options What was in force, and why the training ends.
 */
export async function endPartialEpoch(
  session: TrainingSession,
  cursor: TrainingCursor,
  { plan, ending }: { readonly plan: EpochPlan; readonly ending: Ending },
): Promise<{ readonly event: EpochEndEvent | null; readonly ending: Ending }> {
  const measured = await measure(session, cursor, { plan, validated: true });
  await saveState(session, cursor, null);
  return { event: measured?.event ?? null, ending };
}

// --- internal ---

/** Losses of the epoch, told to the callbacks; null where the validation was aborted. */
async function measure(
  session: TrainingSession,
  cursor: TrainingCursor,
  { plan, validated }: { readonly plan: EpochPlan; readonly validated: boolean },
): Promise<{ readonly event: EpochEndEvent; readonly stop: string | null } | null> {
  const { callbacks, timer, validation: set, payload: { metrics: names, training } } = session;
  const { epoch } = cursor;
  const speed = trainingSpeed(session, cursor, plan);
  const metrics: Record<string, number> = { [names.loss]: cursor.meanLoss };
  const stop = new StopWish();
  if (set && validated) {
    stop.add(await callbacks.emit("onValidationStart", { epoch }));
    const limit = training.limitValBatches;
    const valLoss = await timer.measure("validate", () => validate(session, cursor, { set, limit }));
    if (valLoss === null) return null;
    metrics[names.valLoss] = valLoss;
    stop.add(await callbacks.emit("onValidationEnd", { epoch, metrics: { [names.valLoss]: valLoss } }));
  }
  stop.add(await showImages(session, cursor));
  const { step: steps, seconds, meanGradNorm: gradNorm } = cursor;
  const event: EpochEndEvent = { epoch, steps, ...plan, metrics, gradNorm, seconds, ...speed };
  // The row of an epoch is written before its checkpoint: killed in between, a resumed run repeats the epoch and
  // replaces the row; the other way round it would be missing.
  stop.add(await callbacks.emit("onEpochEnd", event));
  return { event, stop: stop.by };
}

/** How fast the batches of the epoch were, which are all that it has spent time on by now. */
function trainingSpeed(
  { train: { samples: { channels } } }: TrainingSession,
  { seconds, samples, batch }: TrainingCursor,
  { accumulate }: EpochPlan,
): Pick<EpochEndEvent, "patternsPerSecond" | "stepMs"> {
  return { patternsPerSecond: samples * channels / seconds, stepMs: 1000 * seconds / Math.ceil(batch / accumulate) };
}

/** Renders images, where they are due, with the weights that are validated. */
async function showImages(session: TrainingSession, cursor: TrainingCursor): Promise<string | null> {
  const { model, ema, timer, clock, train: { samples }, callbacks, payload: { execution } } = session;
  const { epoch, step: steps } = cursor;
  if (execution.reconLogEvery === null || (epoch + 1) % execution.reconLogEvery !== 0) return null;
  const render = (): Promise<LoggedImage[]> => renderImages({ model, samples }, execution);
  const images = await clock.phaseAsync(
    "images",
    () => timer.measure("images", () => ema ? ema.during(render) : render()),
  );
  return await callbacks.emit("onImages", { epoch, steps, images });
}

/** Value of the monitor, and the weights if they are the best so far; null where the epoch has no value. */
async function score(session: TrainingSession, cursor: TrainingCursor, event: EpochEndEvent): Promise<Scored | null> {
  const { payload: { metrics: { monitor }, execution: { checkpointMode } } } = session;
  const value = monitor === null ? undefined : event.metrics[monitor];
  if (value === undefined) return null;
  const { epoch } = event;
  if (!isBetter(value, cursor.bestWeights, checkpointMode)) return { epoch, value, weights: null };
  const weights = await evaluatedWeights(session, cursor);
  cursor.bestWeights = { epoch, value, weights };
  return { epoch, value, weights };
}

/** Why early stopping ends the training here; null where it goes on, be it with fine-tuning. */
function judge({ payload }: TrainingSession, cursor: TrainingCursor, scored: Scored): Ending | null {
  const { training } = payload;
  const rules = earlyStopRules(payload);
  const state = followMonitor(cursor.earlyStop, scored, rules);
  cursor.earlyStop = state;
  const stop = reasonToStop(state, rules);
  if (stop === null) return null;
  const isFineTuning = scored.epoch >= (cursor.fineTuneFrom ?? training.epochs);
  if (stop.diverged || isFineTuning || training.fineTuneEpochs === 0) {
    return { exitReason: "early_stopped", exitDetail: stop.detail };
  }
  cursor.fineTuneFrom = scored.epoch + 1;
  cursor.earlyStop = { ...state, waited: 0 };
  return null;
}

async function saveIfDue(
  session: TrainingSession,
  cursor: TrainingCursor,
  { scored, ends }: { readonly scored: Scored | null; readonly ends: boolean },
): Promise<string | null> {
  const { checkpointEveryEpochs } = session.payload.execution;
  if (!ends && cursor.epoch % checkpointEveryEpochs !== 0) return null;
  return await saveState(session, cursor, scored);
}
