/**
 * Several runs in a table.
 *
 * @module
 */
import type { Markup } from "../../figures/drawing/markup.ts";
import { numberText } from "../../figures/drawing/text/number_text.ts";
import { type Cell, table } from "../page/table.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import { runId } from "./run_article.ts";
import { secondsOf, stateText, timeText } from "./run_words.ts";

/** Runs with what was measured of each; names lead to them. */
export function runsTable(runs: readonly ReportedRun[]): Markup {
  return table({
    caption: "Runs; a click on a title sorts them",
    columns: ["Run", "State", "Metric", "Best", "In epoch", "Epochs", "Took", "Patterns a second", "Seed", "Notes"],
    rows: runs.map(cellsOf),
    filter: "Show runs with",
  });
}

// --- internal ---

function cellsOf(run: ReportedRun, index: number): readonly Cell[] {
  const { best, record, epochs, epochCount } = run;
  const seconds = secondsOf(run);
  return [
    { text: run.name, to: runId(index + 1) },
    { text: stateText(run) },
    { text: best?.metric ?? "" },
    numberCell(best?.value ?? null, (value) => numberText(value, 4)),
    numberCell(best?.epoch ?? null),
    numberCell(record?.epochs ?? epochCount),
    numberCell(seconds, timeText),
    numberCell(epochs.at(-1)?.patternsPerSecond ?? null, (value) => numberText(value)),
    numberCell(record?.seed ?? null),
    { text: record?.notes ?? "" },
  ];
}

function numberCell(value: number | null, say: (value: number) => string = String): Cell {
  return { text: value === null ? "" : say(value), sort: value };
}
