/**
 * What `train` shows while it works: a line that says how far it is, whether it gets better and how long it will take (in a
 * log, now and then where an epoch takes minutes), and a line an epoch.
 *
 * @module
 */
import { epochNumber } from "../../config/values/epoch_number.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import { createProgress, type Progress } from "../../train/callbacks/progress.ts";
import { type FittedLine, fittedLine } from "../terminal/fitted_line.ts";
import { duration, expected, rate, significant } from "../terminal/number_format.ts";
import type { Output } from "../terminal/output.ts";

/**
 * Callbacks that show the progress of a training.
 *
 * @param payload The run.
 * @param output Where it is shown.
 * @returns Callbacks for `fit`.
 */
export function trainingProgress(payload: TrainingPayload, output: Output): Callback<string>[] {
  let best: Progress["best"] = null;
  const line = createProgress((progress) => {
    best = progress.best;
    output.redraw((columns) => fittedLine(trainingLine(progress, payload.metrics), columns));
  }, payload);
  let epochs = payload.training.epochs;
  const lines: Callback<string> = {
    name: "epoch lines",
    onEpochStart(event): void {
      epochs = event.epochs;
    },
    onEpochEnd({ epoch, metrics, learningRate, stage, seconds }): void {
      // Whole names for programs that read a log, short ones for people before a terminal of 80 columns.
      const called = (name: string): string =>
        output.interactive ? (name === payload.metrics.loss ? "loss" : "val") : name;
      const values = Object.entries(metrics).map(([name, value]) => `${called(name)}=${significant(value ?? NaN)}`);
      values.push(`lr=${significant(learningRate)}`, ...(stage === 0 ? [] : [`stage=${stage}`]));
      values.push(duration(seconds), ...(best?.epoch === epoch ? ["best"] : []));
      output.note(`epoch ${epochNumber(epoch)}/${epochs}  ${values.join("  ")}`);
    },
    onFitEnd: () => output.redraw(null),
  };
  return [line, lines];
}

/**
 * What a line of progress says of a training.
 *
 * @param progress How far it is.
 * @param metrics Names of its losses.
 */
export function trainingLine(
  progress: Progress,
  metrics: Pick<TrainingPayload["metrics"], "loss" | "monitor">,
): FittedLine {
  const { phase, epoch, epochs, batch, batches, etaSeconds, patternsPerSecond } = progress;
  const share = batch / Math.max(batches, 1);
  const [short, head] = [`${epochNumber(epoch)}/${epochs}`, `epoch ${epochNumber(epoch)}/${epochs}`];
  const count = phase === "training" ? `${batch}/${batches}` : phase;
  const [loss, said, best] = [lossText(progress), metricText(progress, metrics), bestText(progress)];
  const left = Number.isNaN(etaSeconds) ? "" : `${expected(etaSeconds)} left`;
  const speed = rate(patternsPerSecond, "patterns");
  return {
    share,
    variants: [
      [head, count, loss, said, speed, left],
      [head, count, loss, said, left],
      [head, loss, said, left],
      [head, loss, best, left],
      [head, best || loss, left],
      [short, best || loss, left],
      [short, left],
    ],
  };
}

// --- internal ---

function lossText({ loss }: Progress): string {
  return Number.isNaN(loss) ? "" : `loss ${significant(loss)}`;
}

function bestText({ best }: Progress): string {
  return best === null ? "" : `best ${significant(best.value)}`;
}

/** The metric that the best epoch is chosen by, now and at its best: whether it gets better is the question. */
function metricText(
  progress: Progress,
  { loss, monitor }: Pick<TrainingPayload["metrics"], "loss" | "monitor">,
): string {
  const { best, valLoss } = progress;
  const now = monitor === loss || valLoss === null ? "" : `val ${significant(valLoss)}`;
  if (best === null) return now;
  if (now !== "" && best.value === valLoss) return `${now} (best)`;
  return [now, `${bestText(progress)} (epoch ${epochNumber(best.epoch)})`].filter((text) => text !== "").join(", ");
}
