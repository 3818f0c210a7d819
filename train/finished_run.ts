/**
 * A run that is resumed although nothing is left to train: what it came to is read, and not a file is written.
 *
 * @module
 */
import { checkpointDirectory, LAST_CHECKPOINT } from "../run/checkpoint_names.ts";
import { readRunRecord } from "../run/run_record.ts";
import { type Ending, Limits } from "../run/course/ending.ts";
import { nothingLeft } from "./loop/nothing_left.ts";
import type { FitResult } from "./fit_result.ts";
import type { LoadedRun } from "./prepare_run.ts";

/**
 * What a resumed run came to that had ended and been recorded whole.
 *
 * @param run The run as it was read.
 * @returns The result; null where something is left to train, to write, or to send to MLflow.
 */
export async function finishedResult(run: LoadedRun): Promise<FitResult | null> {
  const { payload, runDirectory, cursor, resumed, resumedFrom, timer } = run;
  if (resumed === null) return null;
  const ending = nothingLeft(payload, cursor) ?? new Limits(payload).reached(cursor.step);
  if (ending === null || !await isRecorded(run, ending)) return null;
  const [best] = cursor.best;
  return {
    ...ending,
    runDirectory,
    epochs: cursor.epoch,
    steps: cursor.step,
    history: [],
    bestCheckpoint: best ? `${checkpointDirectory(runDirectory)}/${best.name}` : null,
    lastCheckpoint: resumedFrom,
    bestEpoch: cursor.bestWeights?.epoch ?? null,
    bestValue: cursor.bestWeights?.value ?? null,
    weights: cursor.bestWeights?.weights ?? resumed.weights,
    profile: null,
    seconds: timer.timings.total,
  };
}

// --- internal ---

/** Whether `last` and the record are there and say that very ending, and nothing waits to be sent. */
async function isRecorded({ runDirectory, cursor, resumedFrom }: LoadedRun, { exitReason }: Ending): Promise<boolean> {
  if (resumedFrom !== `${checkpointDirectory(runDirectory)}/${LAST_CHECKPOINT}`) return false;
  const waits = await Deno.stat(`${runDirectory}/mlflow_queue.jsonl`).then(() => true, () => false);
  const record = await readRunRecord(runDirectory).catch(() => null);
  return !waits && record?.exitReason === exitReason && record.steps === cursor.step;
}
