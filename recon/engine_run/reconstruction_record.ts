/**
 * What a reconstruction by an engine writes down of itself: `payload.json`, `run.json`, which is rewritten whole so that a
 * reader always sees a complete record, and `metrics.csv`, a row an iteration.
 *
 * @module
 */
import type { Accelerator } from "../../backend/accelerator.ts";
import type { ReconstructionPayload } from "../../config/payload.ts";
import type { PositionCorrections } from "../../run/learned_beam.ts";
import type { RunCall } from "../../run/run_call.ts";
import { writeRunFile } from "../../run/run_file.ts";
import type { DataFile, DeterminismRecord, Versions } from "../../run/run_record.ts";
import { versions } from "../../run/version.ts";
import type { IterationResiduals } from "../engines/state/residuals.ts";

/** An iteration that is over. */
export interface Iteration extends IterationResiduals {
  /** Number of it, from 0. */
  readonly iteration: number;
  /** How long it took. */
  readonly seconds: number;
}

/** How a reconstruction stands: `running` also where the program was killed, else why it ended. */
export type ReconstructionExit = "running" | "finished" | "stopped" | "failed";

/** Content of `run.json`. */
export interface ReconstructionRecord {
  /** What it is of: a training has none. */
  readonly kind: "reconstruction";
  /** Of the software. */
  readonly versions: Versions;
  /** Where it was run. */
  readonly accelerator: { readonly name: string; readonly adapter: string; readonly software: boolean };
  /** `engine.seed`. */
  readonly seed: number;
  /** Of its payload. */
  readonly fingerprints: ReconstructionPayload["fingerprints"];
  /** The scan, the reconstruction that was gone on from, null where there was none, and how many patterns were chosen. */
  readonly data: { readonly scan: DataFile; readonly start: DataFile | null; readonly patterns: number };
  /** How it was called. */
  readonly calls: readonly RunCall[];
  /** When it began, ISO 8601. */
  readonly startedAt: string;
  /** When it ended, ISO 8601; null while it runs. */
  readonly endedAt: string | null;
  /** How it stands. */
  readonly exitReason: ReconstructionExit;
  /** Whether the same bits were promised, and why. */
  readonly determinism: DeterminismRecord;
  /** Message of the error after a failure. */
  readonly error: string | null;
  /** How positions were corrected; null before the end, and where they are the scan's. */
  readonly positions: PositionCorrections | null;
  /** Completed iterations. */
  readonly iterations: number;
  /** Seconds in all; null while it runs. */
  readonly seconds: number | null;
}

/** What is known at the beginning. */
export interface RecordOptions extends Pick<ReconstructionRecord, "data"> {
  readonly payload: ReconstructionPayload;
  readonly accelerator: Accelerator;
  readonly call: RunCall;
}

/** Keeps the record of one reconstruction. */
export class ReconstructionRecorder {
  readonly #directory: string;
  readonly #begun = performance.now();
  readonly #iterations: Iteration[] = [];
  #record: ReconstructionRecord;
  #written = -Infinity;
  #last = this.#begun;

  private constructor(directory: string, record: ReconstructionRecord) {
    this.#directory = directory;
    this.#record = record;
  }

  /**
   * Writes the payload, the record of a run that goes on, and a table without rows.
   *
   * @param directory The directory, which exists.
   * @param options What is known.
   * @throws {Error} If a file cannot be written; the message names it.
   */
  static async start(directory: string, options: RecordOptions): Promise<ReconstructionRecorder> {
    const recorder = new ReconstructionRecorder(directory, firstRecord(options));
    await writeRunFile(`${directory}/payload.json`, `${JSON.stringify(options.payload, null, 2)}\n`);
    await recorder.#writeRecord();
    await recorder.#writeTable();
    return recorder;
  }

  /** Iterations so far. */
  get iterations(): readonly Iteration[] {
    return this.#iterations;
  }

  /** Notes an iteration; the table is written at most once a second, and at the end. */
  async add({ iteration, rFactor, poissonDeviance }: Omit<Iteration, "seconds">): Promise<void> {
    const now = performance.now();
    this.#iterations.push({ iteration, rFactor, poissonDeviance, seconds: (now - this.#last) / 1000 });
    this.#last = now;
    if (now - this.#written >= INTERVAL_MS) await this.#writeTable();
  }

  /** Writes how it ended. */
  async end(
    exitReason: ReconstructionExit,
    { error = null, positions = null }: Partial<Pick<ReconstructionRecord, "error" | "positions">> = {},
  ): Promise<void> {
    await this.#writeTable();
    this.#record = {
      ...this.#record,
      ...{ exitReason, error, positions, iterations: this.#iterations.length },
      endedAt: new Date().toISOString(),
      seconds: (performance.now() - this.#begun) / 1000,
    };
    await this.#writeRecord();
  }

  async #writeRecord(): Promise<void> {
    await writeRunFile(`${this.#directory}/run.json`, `${JSON.stringify(this.#record, null, 2)}\n`);
  }

  async #writeTable(): Promise<void> {
    const rows = this.#iterations.map(({ iteration, rFactor, poissonDeviance, seconds }) =>
      [iteration, rFactor, poissonDeviance, seconds.toFixed(3)].join(",")
    );
    await writeRunFile(`${this.#directory}/metrics.csv`, `${[HEAD, ...rows].join("\n")}\n`);
    this.#written = performance.now();
  }
}

// --- internal ---

const HEAD = "iteration,rFactor,poissonDeviance,seconds";
const INTERVAL_MS = 1000;

function firstRecord({ payload, accelerator, call, data }: RecordOptions): ReconstructionRecord {
  const { name, adapter, software, determinism: { guaranteed, reason } } = accelerator;
  return {
    ...{
      kind: "reconstruction",
      versions: versions(),
      accelerator: { name, adapter, software },
      seed: payload.engine.seed,
    },
    ...{ fingerprints: payload.fingerprints, data, calls: [call], startedAt: call.startedAt, endedAt: null },
    ...{ exitReason: "running", determinism: { asked: payload.execution.deterministic, guaranteed, reason } },
    ...{ error: null, positions: null, iterations: 0, seconds: null },
  };
}
