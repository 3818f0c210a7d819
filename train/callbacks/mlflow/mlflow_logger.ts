/**
 * The MLflow logger: a callback that tells an MLflow server of a training and that no server can hold up. Its hooks
 * write a line to a queue and return; the queue is sent in the background (`mlflow_sender.ts`) and lies on disk until the
 * server has confirmed it (`mlflow_queue.ts`). Whatever goes wrong once it has begun is a warning.
 *
 * @module
 */
import { basename, resolve } from "node:path";
import type { TrainingPayload } from "../../../config/payload.ts";
import type { Callback } from "../callback.ts";
import type { BatchEndEvent, EpochEndEvent, FitEndEvent, FitStartEvent } from "../events.ts";
import { MlflowClient } from "./mlflow_client.ts";
import { metricEntries, type MlflowEntry, type MlflowStatus, paramEntry, tagEntry } from "./mlflow_entry.ts";
import { MlflowIdentityFile } from "./mlflow_identity.ts";
import { MlflowQueue, QUEUE_BYTES } from "./mlflow_queue.ts";
import { MlflowReports } from "./mlflow_reports.ts";
import { MlflowSender, type MlflowTiming } from "./mlflow_sender.ts";
import type { MlflowServer } from "./mlflow_server.ts";

/** Options of {@link createMlflowLogger}. */
export interface MlflowLoggerOptions {
  /** The server, as `findMlflowServer` finds it. */
  readonly server: MlflowServer;
  /** Name of the experiment; made where the server has none of that name. */
  readonly experiment: string;
  /** Directory of the run: `mlflow.json` and `mlflow_queue.jsonl` are kept there. */
  readonly directory: string;
  /** Logged as parameters: its fields that are not at their default, and its fingerprints. */
  readonly payload: Pick<TrainingPayload, "overrides" | "fingerprints" | "execution">;
  /** Told what is wrong, one sentence each, every kind of problem once. */
  readonly onWarning: (text: string) => void;
  /**
   * Name of the run.
   *
   * @default the last part of `directory`
   */
  readonly runName?: string;
  /**
   * Times in milliseconds.
   *
   * @default {DEFAULT_TIMING}
   */
  readonly timing?: Partial<MlflowTiming>;
  /**
   * Most bytes of the queue on disk.
   *
   * @default {QUEUE_BYTES}
   */
  readonly queueBytes?: number;
}

/** Times of a logger that is told no others. */
export const DEFAULT_TIMING: MlflowTiming = {
  gather: 1000,
  timeout: 10_000,
  firstWait: 1000,
  longestWait: 60_000,
  patience: 5000,
};

/** File names in the directory of a run. */
export const MLFLOW_FILES = { identity: "mlflow.json", queue: "mlflow_queue.jsonl" } as const;

/**
 * A callback that logs to MLflow: for every epoch its losses, `learning_rate`, `physics_weight`, `seconds` and gradient
 * norms, by epoch; for every batch `<loss>_step`, by batch of the run; the payload as parameters. No server delays
 * or fails a training; only where its own files cannot be opened the training does not begin. A run that is resumed goes on with the same MLflow run and first sends what was left.
 *
 * @param options Server, experiment and directory.
 * @returns The callback.
 */
export function createMlflowLogger(options: MlflowLoggerOptions): Callback<string> {
  const { server, directory, queueBytes: limit = QUEUE_BYTES } = options;
  const path = `${directory}/${MLFLOW_FILES.queue}`;
  const reports = new MlflowReports(options.onWarning, { uri: server.uri, path, directory, limit });
  let log: Log | null = null;
  const tell = (entries: readonly MlflowEntry[]): void => log?.tell(entries);
  return {
    name: "mlflow logger",
    async onFitStart(event): Promise<void> {
      log = await openLog(options, { reports, path, limit, start: event });
    },
    onBatchEnd: (event) => tell(batchEntries(event)),
    onEpochEnd: (event) => tell(epochEntries(event)),
    async onBeforeCheckpoint(): Promise<void> {
      await log?.sync();
    },
    async onFitEnd(event): Promise<void> {
      tell(endEntries(event));
      await log?.close();
    },
  };
}

// --- internal ---

interface Log {
  tell(entries: readonly MlflowEntry[]): void;
  sync(): Promise<void>;
  close(): Promise<void>;
}

interface LogParts {
  readonly reports: MlflowReports;
  /** File of the queue. */
  readonly path: string;
  /** Most bytes of it. */
  readonly limit: number;
  readonly start: FitStartEvent;
}

async function openLog(options: MlflowLoggerOptions, { reports, path, limit, start }: LogParts): Promise<Log> {
  const { server, directory, experiment, payload, runName = basename(resolve(directory)) } = options;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const target = { uri: server.uri, experiment };
  const identityPath = `${directory}/${MLFLOW_FILES.identity}`;
  const { file, isNew, isDamaged, original } = await MlflowIdentityFile.open(identityPath, target);
  if (isDamaged) reports.newRun(identityPath);
  if (original !== null) reports.copied(original);
  const abort = new AbortController();
  const client = new MlflowClient(server, { timeout: timing.timeout, signal: abort.signal });
  const queue = await MlflowQueue.open(path, {
    limit,
    // What belongs to another MLflow run is not this one's, except for its measurements.
    isWanted: (entry) => isOfThePast(entry, start) && (!isNew || "metric" in entry),
    onProblem: (problem) => reports.noDisk(problem),
    onDamage: (sentence) => reports.damage(sentence),
    onFull: () => reports.full(),
  });
  const sender = new MlflowSender({
    ...{ queue, client, timing, abort },
    runId: () => file.runId(client, runName),
    onProblem: (error, dropped) => reports.failure(error, dropped),
  });
  queue.add(startEntries(payload, isNew));
  sender.start();
  return {
    tell(entries): void {
      queue.add(entries);
      sender.notify();
    },
    sync: () => queue.sync(),
    async close(): Promise<void> {
      await sender.finish();
      const { refused, problem } = sender;
      reports.end({ refused, problem, leftOut: queue.leftOut, waiting: queue.size });
      await queue.close();
    },
  };
}

/** What an earlier program logged behind the checkpoint that the run goes on from will be logged again. */
function isOfThePast(entry: MlflowEntry, { firstEpoch, firstBatch, batches }: FitStartEvent): boolean {
  if (!("metric" in entry)) return true;
  return entry.metric.step < (entry.of === "epoch" ? firstEpoch : firstEpoch * batches + firstBatch);
}

function startEntries(
  { overrides, fingerprints, execution }: MlflowLoggerOptions["payload"],
  isNew: boolean,
): MlflowEntry[] {
  const notes = execution.notes === "" ? [] : [tagEntry("mlflow.note.content", execution.notes)];
  const tags = [tagEntry("fingerprint.payload", fingerprints.payload), ...notes];
  // MLflow takes no second value of a parameter, and a resumed run may have some.
  if (!isNew) return [{ update: { status: "RUNNING" } }, ...tags];
  return [
    ...tags,
    paramEntry("fingerprint.scientific", fingerprints.scientific),
    // Whoever reads them there knows the address.
    ...overrides
      .filter(({ path, isDefault }) => !isDefault && path !== "execution.mlflowUri")
      .map(({ path, value }) => paramEntry(path, value)),
  ];
}

function batchEntries({ microStep, metrics }: BatchEndEvent): MlflowEntry[] {
  const values = Object.entries(metrics).map(([name, value]) => [`${name}_step`, value]);
  return metricEntries(Object.fromEntries(values), { of: "batch", timestamp: Date.now(), step: microStep });
}

function epochEntries(event: EpochEndEvent): MlflowEntry[] {
  const { epoch, metrics, learningRate, physicsWeight, seconds, gradNorm } = event;
  const values = {
    ...metrics,
    learning_rate: learningRate,
    physics_weight: physicsWeight,
    seconds,
    grad_norm_before: gradNorm?.before,
    grad_norm_after: gradNorm?.after,
  };
  return metricEntries(values, { of: "epoch", timestamp: Date.now(), step: epoch });
}

function endEntries({ exitReason, exitDetail }: FitEndEvent): MlflowEntry[] {
  const status: MlflowStatus = exitReason === "failed" ? "FAILED" : exitReason === "aborted" ? "KILLED" : "FINISHED";
  const reason = exitDetail === null ? exitReason : `${exitReason}: ${exitDetail}`;
  return [tagEntry("exit_reason", reason), { update: { status, end_time: Date.now() } }];
}
