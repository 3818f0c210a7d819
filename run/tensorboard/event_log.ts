/**
 * The event file of a run: what every run that TensorBoard shows begins and ends with, and where one that is resumed goes
 * on.
 *
 * @module
 */
import type { Payload } from "../../config/payload.ts";
import type { AppendLog } from "../append_log.ts";
import type { ExitReason } from "../run_record.ts";
import { cutEventFiles, type CutPoint } from "./cut_event_files.ts";
import { openEventFile } from "./event_file.ts";
import { restartRecord, summaryRecord, versionRecord } from "./event_record.ts";
import { hyperparameters, payloadText, sessionEnd, sessionStart } from "./hyperparameters.ts";
import type { Message } from "./protobuf.ts";

/** Options of {@link EventLog.open}. */
export interface EventLogOptions {
  /** Directory of the file. */
  readonly directory: string;
  /** Whether all event files there are of this run: what they say of steps that come again is cut off. */
  readonly isOwner: boolean;
  /** Whether the run begins with its first step. */
  readonly isNew: boolean;
  /** Longest time that a record waits in memory, in milliseconds. */
  readonly intervalMs: number;
  /** Told, one sentence each, that the file cannot be written any more, and which files are damaged. */
  readonly onWarning: ((text: string) => void) | null;
}

/** An event file that is open. */
export class EventLog {
  readonly #options: EventLogOptions;
  readonly #log: AppendLog;

  private constructor(options: EventLogOptions, log: AppendLog) {
    this.#options = options;
    this.#log = log;
  }

  /**
   * Opens a new event file.
   *
   * @param options Where, and of which run.
   * @throws {Error} If it cannot be created, or an earlier one cannot be cut.
   */
  static async open(options: EventLogOptions): Promise<EventLog> {
    const { directory, isNew, intervalMs, onWarning } = options;
    if (isNew) cutOff(options, { step: 0, epochStep: 0 });
    const log = await openEventFile(directory, { intervalMs, onProblem: onWarning });
    const wallTime = Date.now();
    log.append(versionRecord(wallTime));
    if (isNew) log.append(restartRecord({ wallTime, step: 0 }));
    return new EventLog(options, log);
  }

  /**
   * Drops what earlier files say of steps that come again.
   *
   * @param at Where the run goes on.
   * @throws {Error} If a file cannot be read or cut.
   */
  restart(at: CutPoint): void {
    cutOff(this.#options, at);
    this.#log.append(restartRecord({ wallTime: Date.now(), step: at.step }));
  }

  /** Says what the run is, and what of it is not at its default; on disk when this returns. */
  begin(payload: Payload): void {
    this.write(0, [sessionStart(hyperparameters(payload), Date.now()), payloadText(payload)]);
    this.#log.write(true);
  }

  /** Appends values of a step. */
  write(step: number, values: readonly Message[]): void {
    if (values.length > 0) this.#log.append(summaryRecord({ wallTime: Date.now(), step }, values));
  }

  /** Hands what waits to the system. */
  flush(): void {
    this.#log.write();
  }

  /** Brings all onto the disk. */
  async sync(): Promise<void> {
    await this.#log.sync();
  }

  /**
   * Says how the run ended, and closes the file.
   *
   * @param exitReason How it ended; one that was aborted may go on.
   * @param step Its last step.
   */
  async close(exitReason: Exclude<ExitReason, "running">, step: number): Promise<void> {
    if (exitReason !== "aborted") this.write(step, [sessionEnd(exitReason, Date.now())]);
    await this.#log.close();
  }
}

// --- internal ---

function cutOff({ directory, isOwner, onWarning }: EventLogOptions, at: CutPoint): void {
  if (isOwner) cutEventFiles(directory, at).forEach((warning) => onWarning?.(warning));
}
