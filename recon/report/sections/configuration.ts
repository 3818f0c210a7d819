/**
 * The configuration of a run with its provenance: who set what, and what that replaced.
 *
 * @module
 */
import { explainPayload } from "../../../config/explain.ts";
import { group, paragraph, sentences } from "../page/parts.ts";
import { table } from "../page/table.ts";
import { valueText } from "./run_words.ts";
import type { Section } from "./section.ts";

/** The configuration. */
export const configurationSection: Section = {
  id: "configuration",
  title: "Configuration",
  content: ({ payload }) => {
    if (payload === null) return null;
    const rows = explainPayload(payload, { all: true });
    const set = payload.overrides.length;
    return group([
      paragraph(`${set} of ${rows.length} fields were set; the others have their defaults.`),
      ...(payload.warnings.length === 0 ? [] : [sentences(payload.warnings, "problems")]),
      table({
        caption: "Each field, its value, where that came from and what it replaced",
        columns: ["Field", "Value", "From", "What it is"],
        rows: rows.map(({ path, value, origin, about }) => [
          ...[{ text: path }, { text: valueText(value) }],
          ...[{ text: origin }, { text: about }],
        ]),
        filter: "Show fields with",
        classOf: (row) => rows[row]?.origin === "default" ? "default" : undefined,
      }),
    ]);
  },
};
