/**
 * What runs were configured differently.
 *
 * @module
 */
import { type Difference, diffPayloads } from "../../../config/diff.ts";
import { fields, valueAt } from "../../../config/fields/sections.ts";
import type { ReconstructionPayload, TrainingPayload } from "../../../config/payload.ts";
import type { Markup } from "../../../config/values/markup.ts";
import { paragraph } from "../page/parts.ts";
import { table } from "../page/table.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import { valueText } from "./run_words.ts";

/** A field that runs disagree on. */
export interface FieldDifference {
  /** `section.field`. */
  readonly path: string;
  /** What it may change. */
  readonly effect: Difference["effect"];
  /** Its value in each run; undefined where the configuration cannot be read. */
  readonly values: readonly unknown[];
}

/**
 * Fields that are not the same in all runs whose configuration can be read, in the order of the documentation.
 *
 * @param runs The runs.
 */
export function configurationDifferences(runs: readonly ReportedRun[]): readonly FieldDifference[] {
  const [first, ...others] = runs.map(payloadOf).filter((payload) => payload !== null);
  if (!first) return [];
  const differences = new Map(
    others.flatMap((other) => diffPayloads(first, other)).map(({ path, effect }) => [path, effect]),
  );
  return fields.flatMap(({ path }): FieldDifference[] => {
    const effect = differences.get(path);
    if (effect === undefined) return [];
    const values = runs.map((run) => {
      const payload = payloadOf(run);
      return payload ? valueAt(payload, path) : undefined;
    });
    return [{ path, effect, values }];
  });
}

/** The fields in a table, a column a run. */
export function configurationTable(runs: readonly ReportedRun[]): Markup {
  const differences = configurationDifferences(runs);
  if (differences.length === 0) return paragraph("No difference between configurations that can be read.");
  return table({
    caption: "Fields that are not the same in all runs",
    columns: ["Field", "What it may change", ...runs.map(({ name }) => name)],
    rows: differences.map(({ path, effect, values }) => [
      ...[{ text: path }, { text: effect }],
      ...values.map((value) => ({ text: value === undefined ? "" : valueText(value) })),
    ]),
    filter: "Show fields with",
  });
}

// --- internal ---

/** Of trainings and engines those fields are compared that both have. */
function payloadOf({ payload, engine }: ReportedRun): TrainingPayload | ReconstructionPayload | null {
  return engine ? engine.payload : payload;
}
