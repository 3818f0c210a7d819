/**
 * The callbacks that every run has: its record, and the loggers that are asked for. The record comes first, so that it is
 * cleaned up last, when all others have written what they had.
 *
 * @module
 */
import type { TrainingPayload } from "../config/payload.ts";
import { isPattern } from "../data/files/file_pattern.ts";
import type { Callback } from "./callbacks/callback.ts";
import { createCsvLogger } from "./callbacks/csv_logger.ts";
import type { FitOptions } from "./fit_options.ts";
import type { FitRequestOptions } from "./fit_request.ts";
import { imageDirectory } from "../run/images/image_files.ts";
import { createImageWriter } from "./callbacks/image_writer.ts";
import { createJsonlLogger } from "./callbacks/jsonl_logger.ts";
import { createMlflowLogger } from "./callbacks/mlflow_logger.ts";
import type { MlflowServer } from "../run/mlflow/mlflow_server.ts";
import { createRunRecorder } from "./callbacks/run_recorder.ts";
import { createTensorboardLogger } from "./callbacks/tensorboard_logger.ts";
import type { RunCall } from "../run/run_call.ts";
import type { PlacedScan, RunRecord } from "../run/run_record.ts";
import { type FoundScans, placedFile } from "../run/scan_place.ts";
import type { TrainingCursor } from "./loop/training_cursor.ts";
import { filesOf, type TrainingData } from "./loop/training_data.ts";

/** What is known of a run before its session is. */
export interface RunOutline {
  readonly payload: TrainingPayload;
  /** Directory of the run. */
  readonly runDirectory: string;
  readonly data: TrainingData;
  /** What a run that goes on calls its scans; null where they are called as its payload says. */
  readonly scanNames: FoundScans["names"];
  /** When the run first began, ISO 8601. */
  readonly startedAt: string;
  /** How it was called, the last time last. */
  readonly calls: readonly RunCall[];
  /** Where the MLflow logger sends what it is told; null where there is no such logger. */
  readonly mlflow: MlflowServer | null;
}

/**
 * Makes them.
 *
 * @param outline The run.
 * @param cursor Where it begins.
 * @param options Options of `fit`.
 */
export function ownCallbacks(
  outline: RunOutline,
  cursor: TrainingCursor,
  options: FitRequestOptions,
): Callback<string>[] {
  const { payload: { execution }, runDirectory } = outline;
  const loggers = execution.logger.flatMap((name) => {
    const logger = name === "none" ? null : LOGGERS[name](outline, options);
    return logger ? [withRemedy(name, logger)] : [];
  });
  const { onWarning = ignore } = options;
  const images = { directory: imageDirectory(runDirectory), onWarning };
  const writers = execution.reconLogEvery === null ? [] : [createImageWriter(images)];
  return [recorder(outline, cursor, options), ...loggers, ...writers];
}

// --- internal ---

type LoggerName = Exclude<TrainingPayload["execution"]["logger"][number], "none">;

const LOGGERS: Readonly<Record<LoggerName, (outline: RunOutline, options: FitOptions) => Callback<string> | null>> = {
  csv: ({ runDirectory, payload: { metrics, execution: { logGradNorm: gradNorm } } }, { onWarning = ignore }) =>
    createCsvLogger({ path: `${runDirectory}/metrics.csv`, metrics, gradNorm, onWarning }),
  jsonl: ({ runDirectory }, { onWarning = ignore }) =>
    createJsonlLogger({ path: `${runDirectory}/metrics.jsonl`, onWarning }),
  tensorboard: ({ runDirectory: directory, payload }, { onWarning = ignore }) =>
    createTensorboardLogger({ directory, payload, onWarning }),
  mlflow: ({ runDirectory: directory, payload, mlflow: server }, { onWarning = ignore }) =>
    server && createMlflowLogger({ server, experiment: payload.execution.experiment, directory, payload, onWarning }),
};

/**
 * A log that cannot be begun, or gone on with, ends the training before its first step: nothing is lost then, and who has
 * just started it is there to see it. What happens to it later is a warning.
 */
function withRemedy(name: string, logger: Callback): Callback {
  const { onFitStart, onCheckpointLoaded } = logger;
  const tell = (cause: unknown): never => {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${problem} (no step was taken: mend that, or leave ${name} out of execution.logger)`, { cause });
  };
  return {
    ...logger,
    ...(onFitStart && { onFitStart: async (event) => await attempt(() => onFitStart(event), tell) }),
    ...(onCheckpointLoaded && {
      onCheckpointLoaded: async (event) => await attempt(() => onCheckpointLoaded(event), tell),
    }),
  };
}

async function attempt<T>(work: () => T | Promise<T>, tell: (cause: unknown) => never): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    return tell(cause);
  }
}

/** Warnings that nobody asked for: what is logged is not essential, and the training goes on without. */
function ignore(): void {}

function recorder(
  { payload, runDirectory, data, scanNames, startedAt, calls }: RunOutline,
  cursor: TrainingCursor,
  options: FitRequestOptions,
): Callback<string> {
  const { epoch, batch, step, best } = cursor;
  const placed = (key: "scan" | "testScan"): readonly PlacedScan[] =>
    filesOf(data)[key].map((file, k) => {
      const named = payload.data[key];
      const name = typeof named === "string" && !isPattern(named) ? named : file.path;
      return placedFile(scanNames[key]?.[k] ?? name, file, runDirectory);
    });
  return createRunRecorder({
    path: `${runDirectory}/run.json`,
    payload,
    accelerator: options.accelerator,
    data: { ...scanRecord(placed("scan"), placed("testScan")), ...(data.labels && { labels: data.labels }) },
    calls,
    startedAt,
    resumedFrom: options.resume === undefined ? null : { epoch, batch },
    epochs: epoch,
    steps: step,
    bestCheckpoint: best[0]?.name ?? null,
  });
}

function scanRecord(scans: readonly PlacedScan[], testScans: readonly PlacedScan[]): RunRecord["data"] {
  const [scan] = scans;
  if (!scan) throw new TypeError("Cannot record a run without a scan: current value is 0 scans");
  return {
    ...{ scan, testScan: testScans[0] ?? null },
    ...(scans.length > 1 && { scans }),
    ...(testScans.length > 1 && { testScans }),
  };
}
