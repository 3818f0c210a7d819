/**
 * Keeping `run.json`: {@link RunRecord} says what is in it.
 *
 * @module
 */
import { basename } from "node:path";
import type { Accelerator } from "../../backend/accelerator.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import type { Callback } from "./callback.ts";
import type { FitStartEvent } from "./events.ts";
import { writeRunFile } from "../../run/run_file.ts";
import type { PlacedScan, RunRecord } from "../../run/run_record.ts";
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
    onFitStart: ({ beams }) => update({ data: withBeams(record.data, beams) }),
    onEpochEnd: ({ epoch, steps }) => update({ epochs: epoch + 1, steps }),
    onCheckpoint: async ({ bestPath }) => {
      const bestCheckpoint = bestPath && basename(bestPath);
      if (bestCheckpoint !== record.bestCheckpoint) await update({ bestCheckpoint });
    },
    onException: ({ error }) => {
      record = { ...record, error: error instanceof Error ? error.message : String(error) };
    },
    onFitEnd: ({ exitReason, exitDetail, epochs, steps, timings, beams }) => {
      const endedAt = new Date().toISOString();
      const data = withBeams(record.data, beams);
      return update({ exitReason, exitDetail, epochs, steps, timings, endedAt, data });
    },
  };
}

// --- internal ---

function withBeams(data: RunRecord["data"], beams: FitStartEvent["beams"]): RunRecord["data"] {
  if (beams === undefined) return data;
  const { scan, scans } = data;
  const withOwn = (one: PlacedScan, k: number): PlacedScan => ({ ...one, learned: beams[k] });
  return { ...data, scan: withOwn(scan, 0), ...(scans && { scans: scans.map(withOwn) }) };
}

function startRecord(options: RunRecorderOptions): RunRecord {
  const { payload, accelerator, data, calls, startedAt, resumedFrom, epochs, steps, bestCheckpoint } = options;
  const { name, adapter, software, determinism: { guaranteed, reason } } = accelerator;
  return {
    versions: versions(),
    accelerator: { name, adapter, software },
    precision: payload.execution.precision,
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
