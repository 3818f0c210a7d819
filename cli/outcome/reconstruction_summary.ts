/**
 * What a reconstruction by an engine came to: what was done and how fast, how far patterns are explained, which files there
 * are, and how to go on.
 *
 * @module
 */
import { pixelText } from "../../data/experiment.ts";
import type { ReconstructResult } from "../../recon/engine_run/reconstruct_result.ts";
import { positionCorrectionsText } from "./position_corrections_text.ts";
import { counted, duration, rate, significant } from "../terminal/number_format.ts";
import { shellWord } from "../terminal/shell_words.ts";

/** What the result does not tell. */
export interface SummaryOptions {
  /** Name of the engine. */
  readonly algorithm: string;
  /** How long this call took. */
  readonly seconds: number;
  /** Iterations that were done in it. */
  readonly done: number;
}

/**
 * The lines.
 *
 * @param result What came of it.
 * @param options What the result does not tell.
 */
export function reconstructionSummary(
  result: Omit<ReconstructResult, "warnings">,
  { algorithm, seconds, done }: SummaryOptions,
): string[] {
  const { reconstruction: { object: { height, width }, pixelSize = null }, iterations, patterns } = result;
  const size = `${height} × ${width} px${pixelSize ? ` of ${pixelText(pixelSize)}` : ""}`;
  const count = `${done === iterations.length ? "" : `${done} more, together `}${iterations.length} iterations`;
  const last = iterations.at(-1);
  return [
    `${patterns} patterns of ${result.scan} to ${size} by ${count} of ` +
    `${algorithm} in ${duration(seconds)}, ${rate(patterns * done / seconds, "patterns")}`,
    ...(result.start ? [`began with ${shellWord(result.start.path)}: ${result.start.taken.join("; ")}`] : []),
    ...(last
      ? [`R-factor ${significant(last.rFactor)}, Poisson deviance ${significant(last.poissonDeviance)} a pixel`]
      : []),
    ...(last?.heldOut
      ? [
        `${counted(result.heldOut, "held-out pattern")}: R-factor ${
          significant(last.heldOut.rFactor)
        }, Poisson deviance ` +
        `${significant(last.heldOut.poissonDeviance)} a pixel`,
      ]
      : []),
    ...(result.positions ? [`positions ${positionCorrectionsText(result.positions)}`] : []),
    ...(result.exitDetail === null ? [] : [`${result.exitReason}: ${result.exitDetail}`]),
    ...Object.values(result.files).map(shellWord),
    ...(result.replaced.length > 0 ? ["replaced the files of an earlier reconstruction"] : []),
    ...goOn(result),
  ];
}

// --- internal ---

/** How to go on where there is more to do. */
function goOn({ exitReason, lastCheckpoint, directory }: Omit<ReconstructResult, "warnings">): string[] {
  if (exitReason === "finished" || exitReason === "early_stopped" || lastCheckpoint === null) return [];
  return [`go on with: reconstruct --resume ${shellWord(directory)}`];
}
