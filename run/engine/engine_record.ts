/**
 * `run.json` of a reconstruction by an engine: the facts that its payload cannot know. It is rewritten whole, so that a
 * reader always sees a complete record.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import type { ReconstructionPayload } from "../../config/payload.ts";
import { readJson } from "../../data/formats/json_file.ts";
import { type PositionCorrections, positionCorrectionsSchema } from "../learned_beam.ts";
import { type RunCall, runCallSchema } from "../run_call.ts";
import {
  type DataFile,
  type DeterminismRecord,
  type ExitReason,
  exitReasonSchema,
  type PlacedFile,
  type Versions,
} from "../run_record.ts";

/** Content of `run.json`. */
export interface ReconstructionRecord {
  /** What it is of: a training has none. */
  readonly kind: "reconstruction";
  /** Of the software that it was last run with. */
  readonly versions: Versions;
  /** Where it was run the last time. */
  readonly accelerator: { readonly name: string; readonly adapter: string; readonly software: boolean };
  /** `engine.seed`. */
  readonly seed: number;
  /** Of its payload. */
  readonly fingerprints: ReconstructionPayload["fingerprints"];
  /** `execution.notes`. */
  readonly notes: string;
  /** The scan, and what of it was taken. */
  readonly data: {
    readonly scan: PlacedFile;
    /** The reconstruction that was gone on from, and what of it, in words; null where there was none. */
    readonly start: (DataFile & { readonly taken: readonly string[] }) | null;
    /** Patterns that moved object and probe. */
    readonly patterns: number;
    /** Patterns that were held out. */
    readonly heldOut: number;
  };
  /** How it was called, the last time last. */
  readonly calls: readonly RunCall[];
  /** When it first began, ISO 8601. */
  readonly startedAt: string;
  /** When it ended, ISO 8601; null while it runs. */
  readonly endedAt: string | null;
  /** Where it was resumed the last time; null where it never was. */
  readonly resumedFrom: { readonly iteration: number; readonly batch: number } | null;
  /** How it stands. */
  readonly exitReason: ExitReason;
  /** Why it ended, as a sentence; null while it runs and where all iterations are done. */
  readonly exitDetail: string | null;
  /** Whether the same bits were promised, and why. */
  readonly determinism: DeterminismRecord;
  /** Message of the error after a failure. */
  readonly error: string | null;
  /** How positions were corrected; null before the end, and where they are the scan's. */
  readonly positions: PositionCorrections | null;
  /** Completed iterations. */
  readonly iterations: number;
  /** Seconds of the last call; null while it runs. */
  readonly seconds: number | null;
}

/**
 * Reads the record of a reconstruction.
 *
 * @param directory Directory of the run.
 * @returns The record; null where there is none.
 * @throws {Error} If it is damaged, or of something else; the message names the file.
 */
export async function readReconstructionRecord(directory: string): Promise<ReconstructionRecord | null> {
  const path = `${directory}/run.json`;
  if (!await Deno.stat(path).then(() => true, () => false)) return null;
  const { success, data, error } = schema.safeParse(await readJson(path));
  if (success) return data;
  const problems = error.issues.map(({ path: place, message }) => `${place.join(".")}: ${message}`);
  throw new TypeError(`Cannot read ${path} as it is no record of a reconstruction: ${problems.join("; ")}`);
}

// --- internal ---

const text = z.string();
const count = z.int().min(0);
const file = { path: text, digest: text };

const schema: z.ZodType<ReconstructionRecord> = z.object({
  kind: z.literal("reconstruction"),
  versions: z.object({ exitwave: text, deno: text, tfjs: text }),
  accelerator: z.object({ name: text, adapter: text, software: z.boolean() }),
  seed: z.number(),
  fingerprints: z.object({ payload: text, scientific: text }),
  notes: text.default(""),
  data: z.object({
    scan: z.object({ ...file, absolutePath: text.nullable(), pathFromRun: text.nullable() }),
    start: z.object({ ...file, taken: z.array(text).default([]) }).nullable(),
    patterns: count,
    heldOut: count,
  }),
  calls: z.array(runCallSchema),
  startedAt: text,
  endedAt: text.nullable(),
  resumedFrom: z.object({ iteration: count, batch: count }).nullable(),
  exitReason: exitReasonSchema,
  exitDetail: text.nullable(),
  determinism: z.object({ asked: z.union([z.boolean(), z.literal("warn")]), guaranteed: z.boolean(), reason: text }),
  error: text.nullable(),
  positions: positionCorrectionsSchema.nullable(),
  iterations: count,
  seconds: z.number().nullable(),
});
