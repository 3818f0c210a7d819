/**
 * What a run tells an MLflow server, and that no server can hold up. Entries go into a queue; it is sent in the background
 * (`mlflow_sender.ts`) and lies on disk until the server has confirmed it (`mlflow_queue.ts`). Whatever goes wrong once it
 * is open is a warning.
 *
 * @module
 */
import { basename, resolve } from "node:path";
import type { TrainingPayload } from "../../config/payload.ts";
import type { ExitReason } from "../run_record.ts";
import { MlflowClient } from "./mlflow_client.ts";
import { type MlflowEntry, type MlflowStatus, paramEntry, tagEntry } from "./mlflow_entry.ts";
import { MlflowIdentityFile } from "./mlflow_identity.ts";
import { MlflowQueue, QUEUE_BYTES } from "./mlflow_queue.ts";
import { MlflowReports, type ResumingCommand } from "./mlflow_reports.ts";
import { MlflowSender, type MlflowTiming } from "./mlflow_sender.ts";
import type { MlflowServer } from "./mlflow_server.ts";

/** Where a run is logged, and what it is. */
export interface MlflowLogOptions {
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

/** What a run that goes on keeps of what an earlier program could not send. */
export interface MlflowResume {
  /** The command that goes on with it, for remedies. */
  readonly command: ResumingCommand;
  /** Whether a measurement will not be made again. */
  readonly isDone: (entry: Extract<MlflowEntry, { readonly metric: unknown }>) => boolean;
}

/** Times of a log that is told no others. */
export const DEFAULT_TIMING: MlflowTiming = {
  gather: 1000,
  timeout: 10_000,
  firstWait: 1000,
  longestWait: 60_000,
  patience: 5000,
};

/** File names in the directory of a run. */
export const MLFLOW_FILES = { identity: "mlflow.json", queue: "mlflow_queue.jsonl" } as const;

/** A log that is open. */
export interface MlflowLog {
  /** Takes entries, and returns at once. */
  tell(entries: readonly MlflowEntry[]): void;
  /** Brings the queue onto the disk. */
  sync(): Promise<void>;
  /** Tells how the run ended, and waits a little for what is left to be sent. */
  close(
    end: { readonly exitReason: Exclude<ExitReason, "running">; readonly exitDetail: string | null },
  ): Promise<void>;
}

/**
 * Opens the log of a run, which goes on with the same MLflow run where it is resumed, and first sends what was left.
 *
 * @param options Server, experiment and directory.
 * @param resume What is kept of an earlier program's.
 * @throws {Error} If its files cannot be opened.
 */
export async function openMlflowLog(options: MlflowLogOptions, { command, isDone }: MlflowResume): Promise<MlflowLog> {
  const { server, directory, experiment, payload, runName = basename(resolve(directory)) } = options;
  const { queueBytes: limit = QUEUE_BYTES } = options;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const [path, identityPath] = [`${directory}/${MLFLOW_FILES.queue}`, `${directory}/${MLFLOW_FILES.identity}`];
  const reports = new MlflowReports(options.onWarning, { uri: server.uri, path, directory, limit, command });
  const target = { uri: server.uri, experiment };
  const { file, isNew, isDamaged, original } = await MlflowIdentityFile.open(identityPath, target);
  if (isDamaged) reports.newRun(identityPath);
  if (original !== null) reports.copied(original);
  const abort = new AbortController();
  const client = new MlflowClient(server, { timeout: timing.timeout, signal: abort.signal });
  const queue = await MlflowQueue.open(path, {
    limit,
    // What belongs to another MLflow run is not this one's, except for its measurements.
    isWanted: (entry) => "metric" in entry ? isDone(entry) : !isNew,
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
  const tell = (entries: readonly MlflowEntry[]): void => {
    queue.add(entries);
    sender.notify();
  };
  return {
    tell,
    sync: () => queue.sync(),
    async close(end): Promise<void> {
      tell(endEntries(end));
      await sender.finish();
      const { refused, problem } = sender;
      reports.end({ refused, problem, leftOut: queue.leftOut, waiting: queue.size });
      await queue.close();
    },
  };
}

// --- internal ---

function startEntries(
  { overrides, fingerprints, execution }: MlflowLogOptions["payload"],
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

function endEntries({ exitReason, exitDetail }: Parameters<MlflowLog["close"]>[0]): MlflowEntry[] {
  const status: MlflowStatus = exitReason === "failed" ? "FAILED" : exitReason === "aborted" ? "KILLED" : "FINISHED";
  const reason = exitDetail === null ? exitReason : `${exitReason}: ${exitDetail}`;
  return [tagEntry("exit_reason", reason), { update: { status, end_time: Date.now() } }];
}
