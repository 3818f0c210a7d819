/**
 * `run.json`: the facts of a run that its payload cannot know, such as the adapter, the digests of the data and how it
 * ended. It is rewritten whole whenever one of them changes, so that a reader always sees a complete record.
 *
 * @module
 */
import { z } from "../packages/zod.ts";
import type { TrainingPayload } from "../config/payload.ts";
import type { Experiment } from "../data/experiment.ts";
import { readJson } from "../data/formats/json_file.ts";
import { type LearnedBeam, learnedBeamSchema } from "./learned_beam.ts";
import { type RunCall, runCallSchema } from "./run_call.ts";

/** Versions of the software, as a run records them. */
export interface Versions {
  /** Of this program. */
  readonly exitwave: string;
  /** Of Deno. */
  readonly deno: string;
  /** Of tensorflow.js. */
  readonly tfjs: string;
}

/** A file of data and what was in it. */
export interface DataFile {
  /** The file. */
  readonly path: string;
  /** `sha256:` and hexadecimal digits. */
  readonly digest: string;
}

/** A file of data, and where it was when it was read. */
export interface PlacedFile extends DataFile {
  /** As the payload names it. */
  readonly path: string;
  /** The whole path; null in records of older versions. */
  readonly absolutePath: string | null;
  /** The way there from the run's directory, for when both have been moved; null in records of older versions. */
  readonly pathFromRun: string | null;
}

/** What a scan was of, as far as its file tells; a resolution in nanometres needs it. */
export interface ScanExperiment extends Experiment {
  /** What the numbers of its patterns were read as. */
  readonly measurement: "amplitude" | "intensity";
  /** `sha256:` and the digest of the text that says how the scan was made; null where the file has none. */
  readonly provenanceDigest: string | null;
  /** Shares of the probe's modes in its power, orthogonal and the strongest first; empty in records of older versions. */
  readonly probeShares: readonly number[];
}

/** The file of a scan, and what was in it. */
export interface ScanFile extends DataFile {
  readonly experiment: ScanExperiment;
}

/** A scan of a run. */
export interface PlacedScan extends PlacedFile {
  /** What it was of; null in records of older versions. */
  readonly experiment: ScanExperiment | null;
  /** What was learned of its beam, where it was: before the first epoch while the run goes on, then by its best weights. */
  readonly learned?: LearnedBeam | undefined;
}

/** Where the time of a call of `fit` went, in seconds. */
export interface Timings {
  /** Reading and scaling scans, building the model. */
  readonly prepare: number;
  /** Training steps. */
  readonly train: number;
  /** Validation. */
  readonly validate: number;
  /** Images of patches. */
  readonly images: number;
  /** Reading weights back and writing checkpoints. */
  readonly checkpoint: number;
  /** All of it, callbacks included. */
  readonly total: number;
}

/** Whether the same bits were promised. */
export interface DeterminismRecord {
  /** `execution.deterministic`. */
  readonly asked: TrainingPayload["execution"]["deterministic"];
  /** Whether the same payload and data give the same bits on the same machine. */
  readonly guaranteed: boolean;
  /** Why, or why not. */
  readonly reason: string;
}

/** How a run stands: `running` also where the program was killed, else why it ended. */
export type ExitReason =
  | "running"
  | "finished"
  | "early_stopped"
  | "max_steps"
  | "max_time"
  | "stopped"
  | "aborted"
  | "failed";

/** Of {@link ExitReason} in `run.json`. */
export const exitReasonSchema: z.ZodType<ExitReason> = z.enum([
  ...["running", "finished", "early_stopped", "max_steps"] as const,
  ...["max_time", "stopped", "aborted", "failed"] as const,
]);

/** Why a run ended that did not fail. */
export type RunEnd = Exclude<ExitReason, "running" | "failed">;

/** Content of `run.json`. */
export interface RunRecord {
  /** Of the software that it was last run with. */
  readonly versions: Versions;
  /** Where it was run. */
  readonly accelerator: { readonly name: string; readonly adapter: string; readonly software: boolean };
  /** `execution.precision`; older records have none. */
  readonly precision?: TrainingPayload["execution"]["precision"] | undefined;
  /** `execution.experiment`. */
  readonly experiment: string;
  /** `execution.notes`. */
  readonly notes: string;
  /** `training.seed`. */
  readonly seed: number;
  /** Of its payload. */
  readonly fingerprints: TrainingPayload["fingerprints"];
  /** The scans. */
  readonly data: {
    /** The scan that was trained on; of several, the first. */
    readonly scan: PlacedScan;
    /** The scan that was validated on, of several the first; null where parts of the others were. */
    readonly testScan: PlacedScan | null;
    /** All scans that were trained on, where they were several. */
    readonly scans?: readonly PlacedScan[] | undefined;
    /** All scans that were validated on, where they were several. */
    readonly testScans?: readonly PlacedScan[] | undefined;
    /** The reconstruction that labels were cut from, where it was not the scan's own object. */
    readonly labels?: DataFile | undefined;
  };
  /** How it was called, the last time last; empty in records of older versions. */
  readonly calls: readonly RunCall[];
  /** When the run first began, ISO 8601. */
  readonly startedAt: string;
  /** When it ended, ISO 8601; null while it runs. */
  readonly endedAt: string | null;
  /** Where it was resumed the last time; null where it never was. */
  readonly resumedFrom: { readonly epoch: number; readonly batch: number } | null;
  /** How it stands. */
  readonly exitReason: ExitReason;
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

/**
 * All scans of one kind that a record has.
 *
 * @param data The scans of the run.
 * @param key `scan` for those that were trained on, `testScan` for those that were validated on.
 */
export function recordedScans(data: RunRecord["data"], key: "scan" | "testScan"): readonly PlacedScan[] {
  const [all, first] = [data[`${key}s`], data[key]];
  return all ?? (first ? [first] : []);
}

/**
 * Reads the record of a run.
 *
 * @param directory Directory of the run.
 * @returns The record; null where there is none, as in a run that failed before its first step.
 * @throws {Error} If it is damaged; the message names the file.
 */
export async function readRunRecord(directory: string): Promise<RunRecord | null> {
  const path = `${directory}/run.json`;
  if (!await Deno.stat(path).then(() => true, () => false)) return null;
  const { success, data, error } = schema.safeParse(await readJson(path));
  if (success) return data;
  const problems = error.issues.map(({ path: place, message }) => `${place.join(".")}: ${message}`);
  throw new TypeError(`Cannot read ${path} as it is no record of a run: ${problems.join("; ")}`);
}

// --- internal ---

const text = z.string();
const count = z.int().min(0);
const place = text.nullable().default(null);
const length = z.number().nullable();
const pixel = z.object({ height: z.number(), width: z.number() }).nullable();
const experiment = z.object({
  ...{ wavelength: length, distance: length, detectorPixel: pixel, objectPixel: pixel },
  measurement: z.enum(["amplitude", "intensity"]),
  provenanceDigest: text.nullable(),
  probeShares: z.array(z.number()).default([]),
});
const file = z.object({
  ...{ path: text, digest: text, absolutePath: place, pathFromRun: place },
  experiment: experiment.nullable().default(null),
  learned: learnedBeamSchema.optional(),
});
const seconds = z.number();

const schema: z.ZodType<RunRecord> = z.object({
  versions: z.object({ exitwave: text, deno: text, tfjs: text }),
  accelerator: z.object({ name: text, adapter: text, software: z.boolean() }),
  precision: z.enum(["float32", "mixed"]).optional(),
  experiment: text,
  notes: text,
  seed: z.number(),
  fingerprints: z.object({ payload: text, scientific: text }),
  data: z.object({
    ...{ scan: file, testScan: file.nullable() },
    ...{ scans: z.array(file).optional(), testScans: z.array(file).optional() },
    labels: z.object({ path: text, digest: text }).optional(),
  }),
  calls: z.array(runCallSchema).default([]),
  startedAt: text,
  endedAt: text.nullable(),
  resumedFrom: z.object({ epoch: count, batch: count }).nullable(),
  exitReason: exitReasonSchema,
  exitDetail: text.nullable(),
  determinism: z.object({ asked: z.union([z.boolean(), z.literal("warn")]), guaranteed: z.boolean(), reason: text }),
  error: text.nullable(),
  epochs: count,
  steps: count,
  timings: z.object({
    ...{ prepare: seconds, train: seconds, validate: seconds, images: seconds, checkpoint: seconds, total: seconds },
  }).nullable(),
  bestCheckpoint: text.nullable(),
});
