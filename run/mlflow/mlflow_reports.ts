/**
 * What the user is told of a log that does not get through, one sentence each, every kind of problem once: an outage of an
 * hour is one warning, not a thousand.
 *
 * @module
 */
import type { MlflowError } from "./mlflow_error.ts";

/** Where a log goes. */
export interface ReportedLog {
  /** Address of the server. */
  readonly uri: string;
  /** File of the queue. */
  readonly path: string;
  /** Directory of the run. */
  readonly directory: string;
  /** Most bytes of the queue. */
  readonly limit: number;
  /** What goes on with the run. */
  readonly command: ResumingCommand;
}

/** The command that goes on with a run. */
export type ResumingCommand = "train" | "reconstruct";

/** How a log stands at the end of a run. */
export interface LogBalance {
  /** Entries that the server refused. */
  readonly refused: number;
  /** Entries that did not get into the queue, or were lost there. */
  readonly leftOut: number;
  /** Entries that wait. */
  readonly waiting: number;
  /** Why they wait; null where there was no time left. */
  readonly problem: MlflowError | null;
}

/** Tells the user. */
export class MlflowReports {
  readonly #onWarning: (text: string) => void;
  readonly #log: ReportedLog;
  readonly #told = new Set<string>();
  #refusal = { told: 0, reason: "" };

  /**
   * @param onWarning Gets the sentences.
   * @param log Where the log goes.
   */
  constructor(onWarning: (text: string) => void, log: ReportedLog) {
    this.#onWarning = onWarning;
    this.#log = log;
  }

  /** Which MLflow run the log belongs to is no longer known. */
  newRun(path: string): void {
    this.#warn("run", `${path} cannot be read: what comes next goes to a new run of MLflow, and it is written anew`);
  }

  /** The run is a copy of another. */
  copied(original: string): void {
    const { directory } = this.#log;
    this.#warn(
      "copy",
      `${directory} is a copy of ${original}: what comes next goes to a new run of MLflow, not to that one`,
    );
  }

  /** Entries cannot be kept on disk. */
  noDisk(problem: string): void {
    const { path } = this.#log;
    this.#warn(
      "disk",
      `What MLflow has not been told is not kept in ${path} as ${problem}: if the server is away at the end, it is lost`,
    );
  }

  /** The queue of an earlier program is damaged. */
  damage(sentence: string): void {
    this.#warn("damage", `${sentence}: MLflow lacks what it said`);
  }

  /** The queue has its greatest length. */
  full(): void {
    const { uri, path } = this.#log;
    this.#warn(
      "full",
      `MLflow at ${uri} has been away for so long that ${path} holds all it may, ${this.#bound()}: values of batches are ` +
        `left out until the server is back; have "jsonl" among execution.logger to keep them all`,
    );
  }

  /** A request failed; with it, entries may have been dropped. */
  failure({ remedy, message, unauthorized }: MlflowError, dropped: number): void {
    const { uri, path } = this.#log;
    if (remedy === "drop") {
      if (this.#refusal.told === 0) this.#refusal = { told: dropped, reason: message };
      this.#warn(remedy, `MLflow at ${uri} refuses ${entries(dropped)} of the log, which are left out: ${message}`);
    } else {
      const next = remedy === "retry" ? "it is tried again" : "nothing more is sent";
      this.#warn(
        remedy,
        `MLflow at ${uri} is out of reach, ${next}, the run goes on and its log waits in ${path}: ${message}` +
          (unauthorized ? `; ${WHO}` : ""),
      );
    }
  }

  /** The run is over. */
  end({ refused, leftOut, waiting, problem }: LogBalance): void {
    const { uri, path, directory, command } = this.#log;
    const { told, reason } = this.#refusal;
    if (refused > told) {
      this.#warn("refused", `MLflow at ${uri} refused ${entries(refused)} of the log in all: ${reason}`);
    }
    if (leftOut > 0) {
      this.#warn(
        "left out",
        `MLflow lacks ${entries(leftOut)} of the log for which ${path} had no room (${this.#bound()})`,
      );
    }
    if (waiting === 0) return;
    this.#warn(
      "left",
      `${
        entries(waiting)
      } of the log have not reached MLflow and wait in ${path}: ${command} --resume ${directory} sends them ` +
        `(${problem?.message ?? "there was no time left"})`,
    );
  }

  #bound(): string {
    const { limit } = this.#log;
    return limit < 2 ** 20 ? `${limit} bytes` : `${Math.round(limit / 2 ** 20)} MiB`;
  }

  #warn(kind: string, text: string): void {
    if (this.#told.has(kind)) return;
    this.#told.add(kind);
    this.#onWarning(text);
  }
}

// --- internal ---

const WHO = "credentials go into MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN: " +
  "those in an address are not recorded";

function entries(count: number): string {
  return count === 1 ? "1 entry" : `${count} entries`;
}
