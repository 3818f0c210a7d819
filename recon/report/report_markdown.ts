/**
 * A report as Markdown, for notebooks, merge requests and electronic logbooks.
 *
 * @module
 */
import { explainPayload } from "../../config/explain.ts";
import type { Fact } from "./page/parts.ts";
import type { ReportedRun } from "./reading/reported_run.ts";
import { configurationDifferences } from "./sections/configuration_differences.ts";
import { digestFacts } from "./sections/digests.ts";
import { capital } from "../figures/drawing/text/capital.ts";
import { numberText } from "../figures/drawing/text/number_text.ts";
import { environmentFacts } from "./sections/environment.ts";
import { METRICS } from "./sections/evaluation.ts";
import { findingsText } from "./sections/findings.ts";
import { headlineFacts } from "./sections/headline.ts";
import { bestText, stateText, valueText } from "./sections/run_words.ts";
import { timingFacts } from "./sections/timings.ts";

/**
 * Writes what a report tells in words and tables.
 *
 * @param runs The runs.
 * @returns Text of a Markdown file; what a run says is shown as it is, and is neither markup nor HTML.
 */
export function reportMarkdown(runs: readonly ReportedRun[]): string {
  return [...(runs.length > 1 ? [overview(runs)] : []), ...runs.map(runText)].join("\n\n") + "\n";
}

// --- internal ---

function overview(runs: readonly ReportedRun[]): string {
  const differences = configurationDifferences(runs);
  return [
    `# ${runs.length} runs`,
    rows(
      ["Run", "State", "Best", "Findings"],
      runs.map((run) => [run.name, stateText(run), bestText(run) ?? "", findingsText(run) ?? ""]),
    ),
    "## Configuration differences",
    differences.length === 0 ? "No difference between configurations that can be read." : rows(
      ["Field", ...runs.map(({ name }) => name)],
      differences.map((
        { path, values },
      ) => [path, ...values.map((value) => value === undefined ? "" : valueText(value))]),
    ),
  ].join("\n\n");
}

function runText(run: ReportedRun): string {
  const payload = run.engine?.payload ?? run.payload;
  const set = payload ? explainPayload(payload) : [];
  const parts: readonly (readonly [string, string | null])[] = [
    ["Problems", run.problems.length === 0 ? null : run.problems.map((problem) => `- ${plain(problem)}`).join("\n")],
    ["What looks wrong", findings(run)],
    [
      "Configuration that was set",
      set.length === 0
        ? null
        : rows(["Field", "Value", "From"], set.map(({ path, value, origin }) => [path, valueText(value), origin])),
    ],
    ["Compared with the known object", evaluations(run)],
    ["Environment", facts(environmentFacts(run))],
    ["Timings", facts(timingFacts(run))],
    ["Digests", facts(digestFacts(run))],
  ];
  return [
    `# ${plain(run.name)}`,
    facts(headlineFacts(run)) ?? "",
    ...parts.flatMap(([title, text]) => text === null ? [] : [`## ${title}`, text]),
  ].join("\n\n");
}

function findings({ images: [newest] }: ReportedRun): string | null {
  if (!newest?.findings) return null;
  const lines = newest.findings.map(({ severity, title, detail, remedy }) =>
    `- **${capital(severity)}: ${plain(title)}.** ${plain(capital(detail))}. Try: ${plain(remedy)}.`
  );
  return lines.join("\n") || "Nothing looks wrong.";
}

function evaluations({ evaluations: list }: ReportedRun): string | null {
  return list.length === 0 ? null : list.map((evaluation) =>
    rows(
      [evaluation.path, "Amplitude", "Phase (rad)"],
      METRICS.filter(([, key]) => evaluation.amplitude[key] !== null || evaluation.phase[key] !== null).map((
        [name, key],
      ) => [
        name,
        ...[evaluation.amplitude[key], evaluation.phase[key]].map((value) =>
          value === null ? "" : numberText(value, 4)
        ),
      ]),
    )
  ).join("\n\n");
}

function facts(list: readonly Fact[]): string | null {
  return list.length === 0 ? null : list.map(([name, value]) => `- **${plain(name)}**: ${plain(value)}`).join("\n");
}

function rows(titles: readonly string[], cells: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]): string => `| ${texts.map(plain).join(" | ")} |`;
  return [line(titles), `|${titles.map(() => " --- |").join("")}`, ...cells.map(line)].join("\n");
}

/** Text on one line in which no character means anything to Markdown. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]<>#|~&!]/g, "\\$&");
}
