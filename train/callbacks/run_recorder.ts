/**
 * Keeping `run.json`: {@link RunRecord} says what is in it.
 *
 * @module
 */
import { basename } from "node:path";
import type { Accelerator } from "../../backend/accelerator.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import type { Callback } from "./callback.ts";
import { writeRunFile } from "../../run/run_file.ts";
import type { RunRecord } from "../../run/run_record.ts";
import { versions } from "../../run/version.ts";

/** What a record starts from. */
export interface RunRecorderOptions
  extends Pick<RunRecord, "data" | "calls" | "startedAt" | "resumedFrom" | "epochs" | "steps"> {
  readonly accelerator: Accelerator;
  readonly payload: TrainingPayload;
  /** Where the record is written. */
  readonly path: string;
  /** The best checkpoint of a resumed run. */
  readonly bestCheckpoint: string | null;
}

/**
 * A callback that keeps `run.json`.
 *
 * @param options What is known by now.
 * @returns The callback. Put it first: it is then cleaned up last, after all others have written what they had.
 */
export function createRunRecorder(options: RunRecorderOptions): Callback<string> {
  let record = startRecord(options);

  async function update(change: Partial<RunRecord>): Promise<void> {
    record = { ...record, ...change };
    await writeRunFile(options.path, JSON.stringify(record, null, 2) + "\n");
  }

  return {
    name: "run recorder",
    onFitStart: () => update({}),
    onEpochEnd: ({ epoch, steps }) => update({ epochs: epoch + 1, steps }),
    onCheckpoint: async ({ bestPath }) => {
      const bestCheckpoint = bestPath && basename(bestPath);
      if (bestCheckpoint !== record.bestCheckpoint) await update({ bestCheckpoint });
    },
    onException: ({ error }) => {
      record = { ...record, error: error instanceof Error ? error.message : String(error) };
    },
    onFitEnd: ({ exitReason, exitDetail, epochs, steps, timings }) =>
      update({ exitReason, exitDetail, epochs, steps, timings, endedAt: new Date().toISOString() }),
  };
}

// --- internal ---

function startRecord(options: RunRecorderOptions): RunRecord {
  const { payload, accelerator, data, calls, startedAt, resumedFrom, epochs, steps, bestCheckpoint } = options;
  const { name, adapter, software, determinism: { guaranteed, reason } } = accelerator;
  return {
    versions,
    accelerator: { name, adapter, software },
    experiment: payload.execution.experiment,
    notes: payload.execution.notes,
    seed: payload.training.seed,
    fingerprints: payload.fingerprints,
    data,
    calls,
    startedAt,
    endedAt: null,
    resumedFrom,
    exitReason: "running",
    exitDetail: null,
    determinism: { asked: payload.execution.deterministic, guaranteed, reason },
    error: null,
    epochs,
    steps,
    timings: null,
    bestCheckpoint,
  };
}
