/**
 * Several runs in a table.
 *
 * @module
 */
import { epochNumber } from "../../../config/values/epoch_number.ts";
import type { Markup } from "../../../config/values/markup.ts";
import { numberText } from "../../figures/drawing/text/number_text.ts";
import { type Cell, table } from "../page/table.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import { findingsText } from "./findings.ts";
import { runId } from "./run_article.ts";
import { secondsOf, stateText, timeText } from "./run_words.ts";

/** Runs with what was measured of each; names lead to them. What is known of none has no column. */
export function runsTable(runs: readonly ReportedRun[]): Markup {
  const columns = COLUMNS
    .map(([title, cellOf]) => ({ title, cells: runs.map(cellOf) }))
    .filter(({ cells }) => cells.some(({ text }) => text !== ""));
  return table({
    caption: "Runs; a click on a title sorts them",
    columns: columns.map(({ title }) => title),
    rows: runs.map((_, index) => columns.map(({ cells }) => cells[index] ?? { text: "" })),
    filter: "Show runs with",
  });
}

// --- internal ---

type Column = readonly [title: string, cellOf: (run: ReportedRun, index: number) => Cell];

const COLUMNS: readonly Column[] = [
  ["Run", ({ name }, index) => ({ text: name, to: runId(index + 1) })],
  ["State", (run) => ({ text: stateText(run) })],
  ["Metric", ({ best }) => ({ text: best?.metric ?? "" })],
  ["Best", ({ best }) => numberCell(best?.value, (value) => numberText(value, 4))],
  ["In epoch or iteration", ({ best }) => numberCell(best && epochNumber(best.epoch))],
  ["Epochs", ({ record, epochCount, engine }) => numberCell(engine ? null : record?.epochs ?? epochCount)],
  ["Iterations", ({ epochCount, engine }) => numberCell(engine && epochCount)],
  ["Findings", (run) => ({ text: findingsText(run) ?? "" })],
  // Of the newest comparison with a known object.
  ["Correlation of phases", ({ evaluations: [newest] }) => numberCell(newest?.phase.correlation, numberText)],
  ["FRC 1/2 at (px)", ({ evaluations: [newest] }) => numberCell(newest?.frc.resolution50, numberText)],
  ["Took", (run) => numberCell(secondsOf(run), timeText)],
  ["Patterns a second", ({ epochs }) => numberCell(epochs.at(-1)?.patternsPerSecond, numberText)],
  ["Seed", ({ record, engine }) => numberCell((engine?.record ?? record)?.seed)],
  ["Notes", ({ record }) => ({ text: record?.notes ?? "" })],
];

function numberCell(value: number | null | undefined, say: (value: number) => string = String): Cell {
  return { text: value === null || value === undefined ? "" : say(value), sort: value ?? null };
}
