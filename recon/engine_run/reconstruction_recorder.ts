/**
 * What a reconstruction by an engine writes down of itself: `payload.json`, `run.json`, which is rewritten whole so that a
 * reader always sees a complete record, and `metrics.csv`, a row an iteration.
 *
 * @module
 */
import type { Accelerator } from "../../backend/accelerator.ts";
import type { ReconstructionPayload } from "../../config/payload.ts";
import type { ReconstructionRecord } from "../../run/engine/engine_record.ts";
import { type Iteration, iterationsTable } from "../../run/engine/iteration.ts";
import type { RunCall } from "../../run/run_call.ts";
import { writeRunFile } from "../../run/run_file.ts";
import { versions } from "../../run/version.ts";

/** What is known at the beginning. */
export interface RecordOptions extends Pick<ReconstructionRecord, "data" | "resumedFrom" | "startedAt"> {
  readonly payload: ReconstructionPayload;
  readonly accelerator: Accelerator;
  /** This call, and those before it. */
  readonly calls: readonly RunCall[];
  /** Iterations that are done. */
  readonly iterations: readonly Iteration[];
}

/** Keeps the record of one reconstruction. */
export class ReconstructionRecorder {
  readonly #directory: string;
  readonly #begun = performance.now();
  readonly #iterations: Iteration[];
  #record: ReconstructionRecord;
  #written = -Infinity;
  #last = this.#begun;

  private constructor(directory: string, record: ReconstructionRecord, iterations: readonly Iteration[]) {
    this.#directory = directory;
    this.#record = record;
    this.#iterations = [...iterations];
  }

  /**
   * Writes the payload, the record of a run that goes on, and a table of the iterations that are done.
   *
   * @param directory The directory, which exists.
   * @param options What is known.
   * @throws {Error} If a file cannot be written; the message names it.
   */
  static async start(directory: string, options: RecordOptions): Promise<ReconstructionRecorder> {
    const recorder = new ReconstructionRecorder(directory, firstRecord(options), options.iterations);
    await writeRunFile(`${directory}/payload.json`, `${JSON.stringify(options.payload, null, 2)}\n`);
    await recorder.#writeRecord();
    await recorder.#writeTable();
    return recorder;
  }

  /** Iterations so far. */
  get iterations(): readonly Iteration[] {
    return this.#iterations;
  }

  /** Notes an iteration and returns it; the table is written at most once a second, and at the end. */
  async add(ended: Omit<Iteration, "seconds">): Promise<Iteration> {
    const now = performance.now();
    const iteration = { ...ended, seconds: (now - this.#last) / 1000 };
    this.#iterations.push(iteration);
    this.#last = now;
    if (now - this.#written >= INTERVAL_MS) await this.#writeTable();
    return iteration;
  }

  /** Writes how it ended. */
  async end(ending: Pick<ReconstructionRecord, "exitReason" | "exitDetail" | "error" | "positions">): Promise<void> {
    await this.#writeTable();
    this.#record = {
      ...{ ...this.#record, ...ending, iterations: this.#iterations.length },
      endedAt: new Date().toISOString(),
      seconds: (performance.now() - this.#begun) / 1000,
    };
    await this.#writeRecord();
  }

  async #writeRecord(): Promise<void> {
    await writeRunFile(`${this.#directory}/run.json`, `${JSON.stringify(this.#record, null, 2)}\n`);
  }

  async #writeTable(): Promise<void> {
    await writeRunFile(`${this.#directory}/metrics.csv`, iterationsTable(this.#iterations));
    this.#written = performance.now();
  }
}

// --- internal ---

const INTERVAL_MS = 1000;

function firstRecord({ payload, accelerator, ...known }: RecordOptions): ReconstructionRecord {
  const { name, adapter, software, determinism: { guaranteed, reason } } = accelerator;
  const { calls, data, startedAt, resumedFrom } = known;
  return {
    ...{
      kind: "reconstruction",
      versions: versions(),
      accelerator: { name, adapter, software },
      seed: payload.engine.seed,
    },
    ...{ fingerprints: payload.fingerprints, notes: payload.execution.notes },
    ...{ data, calls, startedAt, endedAt: null, resumedFrom },
    ...{ exitReason: "running", exitDetail: null },
    determinism: { asked: payload.execution.deterministic, guaranteed, reason },
    ...{ error: null, positions: null, iterations: known.iterations.length, seconds: null },
  };
}
