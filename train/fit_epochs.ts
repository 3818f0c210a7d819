/**
 * Epoch after epoch: train, validate, tell the callbacks, save.
 *
 * @module
 */
import type { EpochEndEvent, FitEnd } from "./events.ts";
import { saveState } from "./save_state.ts";
import { trainEpoch } from "./train_epoch.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import type { TrainingSession } from "./training_session.ts";
import { validate } from "./validate.ts";

/** How the epochs ended, and what was measured at the end of each. */
export interface FittedEpochs {
  readonly exitReason: FitEnd;
  /** Epochs completed by this call, in order. */
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
  while (cursor.epoch < training.epochs) {
    const outcome = await runEpoch(session, cursor);
    if (typeof outcome === "string") {
      await saveState(session, cursor, null);
      return { exitReason: outcome, history };
    }
    history.push(outcome.event);
    if (outcome.stop && cursor.epoch < training.epochs) return { exitReason: "stopped", history };
  }
  return { exitReason: "finished", history };
}

// --- internal ---

const PLAN = { stage: 0, physicsWeight: 1, accumulate: 1 } as const;

interface CompletedEpoch {
  readonly event: EpochEndEvent;
  /** Whether a callback asked to stop. */
  readonly stop: boolean;
}

async function runEpoch(session: TrainingSession, cursor: TrainingCursor): Promise<CompletedEpoch | FitEnd> {
  const { callbacks, timer, validation, payload: { metrics: names, training } } = session;
  const { epoch } = cursor;
  cursor.startClock();
  if (session.signal?.aborted) return "aborted";
  if (await callbacks.emit("onEpochStart", { epoch, ...PLAN, learningRate: training.learningRate })) return "stopped";
  const early = await timer.measure("train", () => trainEpoch(session, cursor));
  if (early) return early;
  let stop = false;
  const metrics: Record<string, number> = { [names.loss]: cursor.meanLoss };
  if (validation) {
    const valLoss = await timer.measure("validate", () => validate(session, validation, cursor));
    if (valLoss === null) return "aborted";
    metrics[names.valLoss] = valLoss;
    stop = await callbacks.emit("onValidationEnd", { epoch, metrics: { [names.valLoss]: valLoss } });
  }
  return await endEpoch(session, cursor, { metrics, stop });
}

async function endEpoch(
  session: TrainingSession,
  cursor: TrainingCursor,
  { metrics, stop }: { readonly metrics: EpochEndEvent["metrics"]; readonly stop: boolean },
): Promise<CompletedEpoch> {
  const { callbacks, payload: { training: { learningRate }, metrics: { monitor } } } = session;
  const { epoch, step: steps, seconds } = cursor;
  const event: EpochEndEvent = { epoch, steps, ...PLAN, learningRate, metrics, seconds, gradNorm: null };
  // The row of an epoch is written before its checkpoint: killed in between, a resumed run repeats the epoch and
  // replaces the row; the other way round it would be missing.
  const stopNow = await callbacks.emit("onEpochEnd", event);
  cursor.nextEpoch();
  const value = monitor === null ? undefined : metrics[monitor];
  const stopLater = await saveState(session, cursor, value === undefined ? null : { epoch, value });
  return { event, stop: stop || stopNow || stopLater };
}
