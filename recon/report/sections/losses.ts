/**
 * How a training went.
 *
 * @module
 */
import { lossFigure } from "../../figures/loss_figure.ts";
import { figureOf } from "../page/parts.ts";
import { iterationsFigure } from "../../figures/iterations_figure.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import type { Section } from "./section.ts";
import { stateText } from "./run_words.ts";

/** Losses. */
export const lossesSection: Section = {
  id: "losses",
  title: "Losses",
  content: (run) => run.epochs.length === 0 ? null : figureOf(runLosses(run), thinnedText(run)),
};

/** How the R-factor of an engine fell. */
export const iterationsSection: Section = {
  id: "iterations",
  title: "Iterations",
  content: ({ engine }) =>
    engine === null || engine.iterations.length === 0 ? null : figureOf(iterationsFigure(engine.iterations)),
};

/** The curves of a run, and where it was stopped before its end. */
export function runLosses(run: ReportedRun): ReturnType<typeof lossFigure> {
  const { epochs, best, record } = run;
  const last = epochs.at(-1);
  const isCutShort = record !== null && !["running", "finished"].includes(record.exitReason);
  return lossFigure(epochs, {
    ...(best && { best }),
    stops: isCutShort && last ? [{ epoch: last.epoch, reason: stateText(run) }] : [],
  });
}

// --- internal ---

function thinnedText({ epochCount, epochs }: ReportedRun): string {
  if (epochCount === epochs.length) return "";
  return `They are the extremes of ${epochCount} that were logged.`;
}
