/**
 * The configuration of a run with its provenance: who set what, and what that replaced.
 *
 * @module
 */
import { type ExplainOptions, explainPayload } from "../../../config/explain.ts";
import type { Markup } from "../../../config/values/markup.ts";
import { group, paragraph, sentences } from "../page/parts.ts";
import { table } from "../page/table.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import { valueText } from "./run_words.ts";
import type { Section } from "./section.ts";

/** The configuration: every field. */
export const configurationSection: Section = {
  id: "configuration",
  title: "Configuration",
  content: (run) => configuration(run, { all: true }),
};

/** The configuration: fields that were set. */
export const briefConfigurationSection: Section = {
  id: "configuration",
  title: "Configuration that was set",
  content: (run) => configuration(run, { all: false }),
};

// --- internal ---

function configuration({ engine, ...run }: ReportedRun, options: ExplainOptions): Markup | null {
  const payload = engine?.payload ?? run.payload;
  if (payload === null) return null;
  const rows = explainPayload(payload, options);
  const set = payload.overrides.length;
  return group([
    ...(options.all ? [paragraph(`${set} of ${rows.length} fields were set; the others have their defaults.`)] : []),
    ...(payload.warnings.length === 0 ? [] : [sentences(payload.warnings, "problems")]),
    table({
      caption: "Each field, its value, where that came from and what it replaced",
      columns: ["Field", "Value", "From", ...(options.all ? ["What it is"] : [])],
      rows: rows.map(({ path, value, origin, about }) => [
        ...[{ text: path }, { text: valueText(value) }],
        ...[{ text: origin }, ...(options.all ? [{ text: about }] : [])],
      ]),
      ...(options.all && { filter: "Show fields with", explained: true }),
      classOf: (row) => rows[row]?.origin === "default" ? "default" : undefined,
    }),
  ]);
}
