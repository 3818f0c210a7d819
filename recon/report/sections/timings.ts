/**
 * Where the time of a run went.
 *
 * @module
 */
import { numberText } from "../../figures/drawing/text/number_text.ts";
import { type Fact, factList } from "../page/parts.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import { timeText } from "./run_words.ts";
import type { Section } from "./section.ts";

/** Timings. */
export const timingsSection: Section = {
  id: "timings",
  title: "Timings",
  content: (run) => factList(timingFacts(run)),
};

/** Parts of the last call with their shares, and the speed of the last epoch; none where neither is known. */
export function timingFacts({ record, epochs, engine }: ReportedRun): readonly Fact[] {
  const iteration = engine?.iterations.at(-1);
  if (iteration) return [["An iteration, at last", timeText(iteration.seconds)]];
  const timings = record?.timings;
  const { patternsPerSecond = null, stepMs = null } = epochs.at(-1) ?? {};
  return [
    ...(timings ? PARTS.map(([key, name]): Fact => [name, shareText(timings[key], timings.total)]) : []),
    ...(patternsPerSecond === null ? [] : [["Patterns a second, at last", numberText(patternsPerSecond)] as const]),
    ...(stepMs === null ? [] : [["A step, at last", `${numberText(stepMs)} ms`] as const]),
  ];
}

// --- internal ---

const PARTS = [
  ["prepare", "Reading scans, building the model"],
  ["train", "Training steps"],
  ["validate", "Validation"],
  ["images", "Images of patches"],
  ["checkpoint", "Checkpoints"],
  ["total", "All of the last call"],
] as const;

function shareText(seconds: number, total: number): string {
  return total > 0 && seconds < total
    ? `${timeText(seconds)}, ${numberText(100 * seconds / total, 2)} %`
    : timeText(seconds);
}
