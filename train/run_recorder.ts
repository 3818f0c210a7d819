/**
 * `run.json`: the facts of a run that its payload cannot know, such as the adapter, the digests of the data and how it
 * ended. It is rewritten whole whenever one of them changes, so that a reader always sees a complete record.
 *
 * @module
 */
import { basename } from "node:path";
import type { Accelerator } from "../backend/accelerator.ts";
import type { TrainingPayload } from "../config/payload.ts";
import type { Callback } from "./callback.ts";
import type { FitEnd } from "./events.ts";
import { determinismOf, type DeterminismRecord } from "./determinism.ts";
import type { Timings } from "./phase_timer.ts";
import { writeRunFile } from "../run/run_file.ts";
import type { TrainingData } from "./training_data.ts";
import { type Versions, versions } from "../run/version.ts";

/** Content of `run.json`. */
export interface RunRecord {
  readonly versions: Versions;
  readonly accelerator: { readonly name: string; readonly adapter: string; readonly software: boolean };
  readonly experiment: string;
  readonly notes: string;
  readonly seed: number;
  readonly fingerprints: TrainingPayload["fingerprints"];
  readonly data: TrainingData["files"];
  /** When the run first began, ISO 8601. */
  readonly startedAt: string;
  /** When it ended, ISO 8601; null while it runs. */
  readonly endedAt: string | null;
  /** Where it was resumed the last time; null where it never was. */
  readonly resumedFrom: { readonly epoch: number; readonly batch: number } | null;
  /** `running` also where the program was killed. */
  readonly exitReason: "running" | FitEnd | "failed";
  /** Why it ended, as a sentence; null while it runs and where all epochs are done. */
  readonly exitDetail: string | null;
  /** Whether the same bits were promised, and why. */
  readonly determinism: DeterminismRecord;
  /** Message of the error after a failure. */
  readonly error: string | null;
  /** Completed epochs. */
  readonly epochs: number;
  /** Optimizer steps taken since the run began. */
  readonly steps: number;
  /** Of the last call of `fit`; null while it runs. */
  readonly timings: Timings | null;
  /** File name within `checkpoints/`; null where none is ranked. */
  readonly bestCheckpoint: string | null;
}

/** What a record starts from. */
export interface RunRecorderOptions extends Pick<RunRecord, "data" | "startedAt" | "resumedFrom" | "epochs" | "steps"> {
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
export function createRunRecorder(options: RunRecorderOptions): Callback {
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
  const { payload, accelerator, data, startedAt, resumedFrom, epochs, steps, bestCheckpoint } = options;
  const { name, adapter, software } = accelerator;
  return {
    versions,
    accelerator: { name, adapter, software },
    experiment: payload.execution.experiment,
    notes: payload.execution.notes,
    seed: payload.training.seed,
    fingerprints: payload.fingerprints,
    data,
    startedAt,
    endedAt: null,
    resumedFrom,
    exitReason: "running",
    exitDetail: null,
    determinism: determinismOf(payload.execution.deterministic, accelerator),
    error: null,
    epochs,
    steps,
    timings: null,
    bestCheckpoint,
  };
}
