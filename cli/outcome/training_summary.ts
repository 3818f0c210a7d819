/**
 * What a training came to, in two lines: what was done and how fast, and whether it got better.
 *
 * @module
 */
import { epochNumber } from "../../config/values/epoch_number.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import type { FitResult } from "../../train/fit_result.ts";
import { counted, duration, rate, significant } from "../terminal/number_format.ts";

/**
 * The lines.
 *
 * @param result What came of the training.
 * @param payload The training.
 */
export function trainingSummary(
  result: Omit<FitResult, "weights" | "profile">,
  { metrics: { loss, monitor } }: Pick<TrainingPayload, "metrics">,
): string[] {
  const { epochs, steps, seconds, history, bestEpoch, bestValue } = result;
  const name = monitor ?? loss;
  const last = history.at(-1)?.metrics[name];
  // Epochs have equally many patterns.
  const speed = history.length / history.reduce((sum, { patternsPerSecond }) => sum + 1 / patternsPerSecond, 0);
  const fast = rate(speed, "patterns");
  const done = `${describeEnd(result)} after ${counted(epochs, "epoch")} and ${counted(steps, "step")}`;
  return [
    `${done} in ${duration(seconds)}${fast && `, ${fast}`}`,
    ...(bestEpoch === null || bestValue === null
      ? last === undefined ? [] : [`${name} ${significant(last)}`]
      : [`best ${name} ${significant(bestValue)} in epoch ${epochNumber(bestEpoch)}${lastText(last, bestValue)}`]),
  ];
}

// --- internal ---

function lastText(last: number | undefined, best: number): string {
  return last === undefined || last === best ? "" : `; ${significant(last)} at the end`;
}

/** How a training ended: `finished`, or `early_stopped (… did not improve …)`. */
function describeEnd({ exitReason, exitDetail }: Pick<FitResult, "exitReason" | "exitDetail">): string {
  return exitReason === "aborted" || exitDetail === null ? exitReason : `${exitReason} (${exitDetail})`;
}
