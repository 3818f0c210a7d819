/**
 * How runs are called and how they stand, in words.
 *
 * @module
 */
import { epochNumber } from "../../../config/values/epoch_number.ts";
import type { ExitReason } from "../../../run/run_record.ts";
import { numberText } from "../../figures/drawing/text/number_text.ts";
import type { ReportedRun } from "../reading/reported_run.ts";

/** How a run stands. */
export function stateText({ record, problems, payload, engine }: ReportedRun): string {
  const state = (engine?.record ?? record)?.exitReason;
  if (state) return STATES[state];
  return problems.length > 0 || (engine?.payload ?? payload) === null ? "cannot be read" : "not begun";
}

/** Its best epoch and the value there; null where none was measured. */
export function bestText({ best, engine }: ReportedRun): string | null {
  const unit = engine ? "iteration" : "epoch";
  return best && `${best.metric} ${numberText(best.value, 4)} in ${unit} ${epochNumber(best.epoch)}`;
}

/** Seconds that it took: those of its last call, else from its beginning to its end; null where neither is known. */
export function secondsOf({ record, engine }: ReportedRun): number | null {
  if (engine) return engine.record?.seconds ?? null;
  if (!record) return null;
  if (record.timings) return record.timings.total;
  const seconds = (Date.parse(record.endedAt ?? "") - Date.parse(record.startedAt)) / 1000;
  return Number.isFinite(seconds) ? seconds : null;
}

/**
 * A length of time.
 *
 * @param seconds The length.
 * @returns Such as `1 h 5 min`, `2 min 6 s` or `3.4 s`.
 */
export function timeText(seconds: number): string {
  if (!(seconds >= 60)) return `${numberText(seconds, 2)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole % 3600 / 60)];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/**
 * A moment.
 *
 * @param iso As a record has it, ISO 8601.
 * @returns Such as `2026-03-01 14:05:06 UTC`; what is no such moment as it is.
 */
export function momentText(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, "$1 $2 UTC");
}

/** A value of a configuration, as JSON. */
export function valueText(value: unknown): string {
  return JSON.stringify(value) ?? "undefined";
}

/** A size of a file. */
export function bytesText(bytes: number): string {
  const [unit, name] = UNITS.find(([least]) => bytes >= least) ?? [1, "B"];
  return `${numberText(bytes / unit)} ${name}`;
}

// --- internal ---

const UNITS = [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]] as const;

/** As people say it. */
const STATES: Readonly<Record<ExitReason, string>> = {
  running: "running, or ended without a word",
  finished: "finished",
  early_stopped: "stopped early",
  max_steps: "stopped at its last step",
  max_time: "stopped at its time limit",
  stopped: "stopped by its user",
  aborted: "aborted",
  failed: "failed",
};
