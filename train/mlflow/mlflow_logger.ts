/**
 * The MLflow logger: a callback that tells an MLflow server of a training and that no server can hold up. Its hooks
 * write a line to a queue and return; the queue is sent in the background (`mlflow_sender.ts`) and lies on disk until the
 * server has confirmed it (`mlflow_queue.ts`). Whatever goes wrong is a warning.
 *
 * @module
 */
import { basename, resolve } from "node:path";
import type { TrainingPayload } from "../../config/payload.ts";
import type { Callback } from "../callback.ts";
import type { BatchEndEvent, EpochEndEvent, FitEndEvent } from "../events.ts";
import { MlflowClient } from "./mlflow_client.ts";
import { metricEntries, type MlflowEntry, type MlflowStatus, paramEntry, tagEntry } from "./mlflow_entry.ts";
import type { MlflowError } from "./mlflow_error.ts";
import { MlflowIdentityFile } from "./mlflow_identity.ts";
import { MlflowQueue } from "./mlflow_queue.ts";
import { MlflowSender, type MlflowTiming } from "./mlflow_sender.ts";
import { findMlflowServer, type MlflowServer } from "./mlflow_server.ts";

/** Options of {@link createMlflowLogger}. */
export interface MlflowLoggerOptions {
  /** Address of the server, `execution.mlflowUri`; null takes that of the environment. */
  readonly uri: string | null;
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
 * norms, by epoch; for every batch `<loss>_step`, by batch of the run; the payload as parameters. It neither delays nor
 * fails a training. A run that is resumed goes on with the same MLflow run and first sends what was left.
 *
 * @param options Server, experiment and directory.
 * @returns The callback.
 * @throws {TypeError} If the address of the server is none.
 */
export function createMlflowLogger(options: MlflowLoggerOptions): Callback {
  const server = findMlflowServer(options.uri);
  const warn = warnOnce(options.onWarning);
  let log: Log | null = null;
  const tell = (entries: readonly MlflowEntry[]): void => log?.tell(entries);
  return {
    name: "mlflow logger",
    async onFitStart(): Promise<void> {
      try {
        log = await openLog(options, server, warn);
      } catch (error) {
        warn("start", `Cannot log to MLflow: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    onBatchEnd: (event) => tell(batchEntries(event)),
    onEpochEnd: (event) => tell(epochEntries(event)),
    async onFitEnd(event): Promise<void> {
      tell(endEntries(event));
      await log?.close();
    },
  };
}

// --- internal ---

type Warn = (kind: string, text: string) => void;

interface Log {
  tell(entries: readonly MlflowEntry[]): void;
  close(): Promise<void>;
}

async function openLog(options: MlflowLoggerOptions, server: MlflowServer, warn: Warn): Promise<Log> {
  const { directory, experiment, payload, runName = basename(resolve(directory)) } = options;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const path = `${directory}/${MLFLOW_FILES.queue}`;
  const { file, isNew } = await MlflowIdentityFile.open(`${directory}/${MLFLOW_FILES.identity}`, {
    uri: server.uri,
    experiment,
  });
  const abort = new AbortController();
  const client = new MlflowClient(server, { timeout: timing.timeout, signal: abort.signal });
  const queue = new MlflowQueue(path, (problem) => {
    warn(
      "disk",
      `What MLflow has not been told is not kept in ${path} as ${problem}: if the server is away at the end, it is lost`,
    );
  });
  const runId = (): Promise<string> => file.runId(client, runName);
  const onProblem = problemReporter(warn, { uri: server.uri, path });
  const sender = new MlflowSender({ queue, client, runId, timing, abort, onProblem });
  queue.add(startEntries(payload, isNew));
  sender.start();
  return {
    tell(entries): void {
      queue.add(entries);
      sender.notify();
    },
    async close(): Promise<void> {
      await sender.finish();
      if (queue.size > 0) warn("left", leftText(queue, { directory, problem: sender.problem }));
      queue.close();
    },
  };
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
    // The address may have a password in it.
    ...overrides.filter(({ path }) => path !== "execution.mlflowUri").map(({ path, value }) => paramEntry(path, value)),
  ];
}

function batchEntries({ microStep, metrics }: BatchEndEvent): MlflowEntry[] {
  const values = Object.entries(metrics).map(([name, value]) => [`${name}_step`, value]);
  return metricEntries(Object.fromEntries(values), { timestamp: Date.now(), step: microStep });
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
  return metricEntries(values, { timestamp: Date.now(), step: epoch });
}

function endEntries({ exitReason, exitDetail }: FitEndEvent): MlflowEntry[] {
  const status: MlflowStatus = exitReason === "failed" ? "FAILED" : exitReason === "aborted" ? "KILLED" : "FINISHED";
  const reason = exitDetail === null ? exitReason : `${exitReason}: ${exitDetail}`;
  return [tagEntry("exit_reason", reason), { update: { status, end_time: Date.now() } }];
}

function problemReporter(
  warn: Warn,
  { uri, path }: { readonly uri: string; readonly path: string },
): (error: MlflowError, dropped: number) => void {
  return ({ remedy, message }, dropped) => {
    if (remedy === "drop") {
      warn(remedy, `MLflow at ${uri} refuses ${dropped} entries of the log, which are left out: ${message}`);
    } else {
      const next = remedy === "retry" ? "it is tried again" : "nothing more is sent";
      warn(
        remedy,
        `MLflow at ${uri} is out of reach, ${next}, the training goes on and its log waits in ${path}: ${message}`,
      );
    }
  };
}

function leftText(
  { size, path }: MlflowQueue,
  { directory, problem }: { readonly directory: string; readonly problem: MlflowError | null },
): string {
  return `${size} entries of the log have not reached MLflow and wait in ${path}: train --resume ${directory} sends them ` +
    `(${problem?.message ?? "there was no time left"})`;
}

/** An outage of an hour is one warning, not a thousand. */
function warnOnce(onWarning: (text: string) => void): Warn {
  const known = new Set<string>();
  return (kind, text) => {
    if (known.has(kind)) return;
    known.add(kind);
    onWarning(text);
  };
}
