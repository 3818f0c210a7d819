/**
 * Whether a run is alive: a program that was killed leaves a record that says it runs.
 *
 * @module
 */
import type { RunRecord } from "../../run/run_record.ts";
import type { ReportedRun } from "../report/reading/reported_run.ts";
import { stateText } from "../report/sections/run_words.ts";

/** How a run stands: being prepared, training or reconstructing, over, dead, or not to be known from here. */
export type RunLife = "preparing" | "training" | "ended" | "dead" | "unknown";

/** What is known of a run. */
export interface LifeSigns {
  /** Its record; null before its first step, and where it cannot be read. */
  readonly record: Pick<RunRecord, "exitReason" | "calls"> | null;
  /** Whether a run holds the lock of its directory; null where nobody can say. */
  readonly locked: boolean | null;
  /** Name of this machine; null where the program may not know. */
  readonly host: string | null;
}

/** How a run stands. */
export function runLife({ record, locked, host }: LifeSigns): RunLife {
  if (record === null) return locked ? "preparing" : "ended";
  if (record.exitReason !== "running") return locked ? "preparing" : "ended";
  if (locked) return "training";
  // A lock of another machine may not be seen from here, though it is held.
  const other = record.calls.at(-1)?.host ?? host;
  return locked === false && (host === null || other === host) ? "dead" : "unknown";
}

/** How a run stands, in a word or two. */
export function lifeWord(life: RunLife, run: ReportedRun): string {
  return life === "ended" ? stateText(run) : wordsOf(run)[life][0];
}

/** How a run stands, in a sentence. */
export function lifeText(life: RunLife, run: ReportedRun): string {
  if (life === "ended") return stateText(run);
  const [word, more] = wordsOf(run)[life];
  return more === "" ? word : `${word}: ${more}`;
}

// --- internal ---

function wordsOf({ engine }: ReportedRun): Readonly<Record<Exclude<RunLife, "ended">, readonly [string, string]>> {
  return engine ? OF_ENGINE : WORDS;
}

const WORDS = {
  preparing: ["being prepared", "scans are read, the model is built"],
  training: ["training", ""],
  dead: [
    "dead",
    "its program has ended without a word, as where it was killed; train --resume goes on from what it saved",
  ],
  unknown: ["training or dead", "it was begun on another machine, and its lock cannot be seen from this one"],
} as const;

const OF_ENGINE = {
  preparing: ["being prepared", "the scan is read"],
  training: ["reconstructing", ""],
  dead: [
    "dead",
    "its program has ended without a word, as where it was killed; reconstruct --resume goes on from what it saved",
  ],
  unknown: ["reconstructing or dead", "it was begun on another machine, and its lock cannot be seen from this one"],
} as const;
