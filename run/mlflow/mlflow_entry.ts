/**
 * What is told to MLflow, one small entry at a time. Entries are plain JSON, so that they can wait on disk, and legal by
 * construction: names have only characters that MLflow takes, texts are cut to its limits, numbers are finite.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";

/** One value of a metric. */
export interface MlflowMetric {
  readonly key: string;
  /** Finite. */
  readonly value: number;
  /** Milliseconds since 1970, a whole number. */
  readonly timestamp: number;
  /** A whole number. */
  readonly step: number;
}

/** A parameter or a tag. */
export interface MlflowPair {
  readonly key: string;
  readonly value: string;
}

/** How MLflow calls the states of a run that it is told of. */
export type MlflowStatus = "RUNNING" | "FINISHED" | "FAILED" | "KILLED";

/** Another state of a run. */
export interface MlflowUpdate {
  readonly status: MlflowStatus;
  /** Milliseconds since 1970; missing while the run goes on. */
  readonly end_time?: number;
}

/** What steps of a metric count. */
export type MlflowStep = "batch" | "epoch" | "iteration";

/** One thing to tell. A metric is of a batch, of an epoch or of an iteration of an engine: its step counts those. */
export type MlflowEntry =
  | { readonly metric: MlflowMetric; readonly of: MlflowStep }
  | { readonly param: MlflowPair }
  | { readonly tag: MlflowPair }
  | { readonly update: MlflowUpdate };

/** Most characters of a parameter's value. */
export const LONGEST_PARAM = 6000;

/** Most characters of a tag's value. */
export const LONGEST_TAG = 5000;

/** Most characters of a name. */
export const LONGEST_KEY = 250;

/**
 * Entries of some metrics. Values that are not finite are left out: JSON has no way to write them.
 *
 * @param values By name; null and undefined are left out too.
 * @param at Where they belong.
 * @returns The entries.
 */
export function metricEntries(
  values: Readonly<Record<string, number | null | undefined>>,
  { of, ...at }: { readonly of: MlflowStep; readonly timestamp: number; readonly step: number },
): MlflowEntry[] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === "number" && Number.isFinite(value) ? [{ metric: { key: legalKey(name), value, ...at }, of }] : []
  );
}

/**
 * Reads an entry that was written down as JSON.
 *
 * @param line The text.
 * @returns Null where it is no entry.
 */
export function parseEntry(line: string): MlflowEntry | null {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Kinds of entries: those of one kind go into a request together. */
export type MlflowEntryKind = "metric" | "param" | "tag" | "update";

/** Kind of an entry. */
export function kindOf(entry: MlflowEntry): MlflowEntryKind {
  return "metric" in entry ? "metric" : "param" in entry ? "param" : "tag" in entry ? "tag" : "update";
}

/**
 * The entry of a parameter.
 *
 * @param name Its name.
 * @param value A string as it is, anything else as JSON; cut to MLflow's limit.
 */
export function paramEntry(name: string, value: unknown): MlflowEntry {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  return { param: { key: legalKey(name), value: text.slice(0, LONGEST_PARAM) } };
}

/**
 * The entry of a tag.
 *
 * @param name Its name.
 * @param value Cut to MLflow's limit.
 */
export function tagEntry(name: string, value: string): MlflowEntry {
  return { tag: { key: legalKey(name), value: value.slice(0, LONGEST_TAG) } };
}

/**
 * A name that MLflow takes: letters and digits of ASCII, `_ - . /` and spaces, and no path that means another one, as
 * some of its stores make files of names.
 *
 * @param name Any text.
 * @returns The name, other characters replaced by `_`.
 */
export function legalKey(name: string): string {
  const parts = name.replace(/[^\w\-. /]/g, "_").split("/").filter((part) => part !== "");
  const path = parts.map((part) => /^\.+$/.test(part) ? part.replaceAll(".", "_") : part).join("/");
  return path.slice(0, LONGEST_KEY).replace(/\/$/, "") || "_";
}

// --- internal ---

const key = z.string().min(1).max(LONGEST_KEY);

const entrySchema: z.ZodType<MlflowEntry> = z.union([
  z.strictObject({
    metric: z.strictObject({ key, value: z.number(), timestamp: z.int(), step: z.int() }),
    of: z.enum(["batch", "epoch", "iteration"]),
  }),
  z.strictObject({ param: z.strictObject({ key, value: z.string().max(LONGEST_PARAM) }) }),
  z.strictObject({ tag: z.strictObject({ key, value: z.string().max(LONGEST_TAG) }) }),
  z.strictObject({
    update: z.strictObject({
      status: z.enum(["RUNNING", "FINISHED", "FAILED", "KILLED"]),
      end_time: z.int().exactOptional(),
    }),
  }),
]);
