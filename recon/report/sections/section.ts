/**
 * A part of a report about one run. Each is a pure function in a file of its own; `sections.ts` has their order.
 *
 * @module
 */
import type { Markup } from "../../../config/values/markup.ts";
import type { ReportedRun } from "../reading/reported_run.ts";

/** A part of a report. */
export interface Section {
  /** By which links find it, of small letters. */
  readonly id: string;
  readonly title: string;
  /** What it shows; null where the run has nothing of it, and it is left out. */
  readonly content: (run: ReportedRun) => Markup | null;
}
