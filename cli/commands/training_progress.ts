/**
 * What `train` shows while it works: a bar (in a log, a line where an epoch takes minutes), and a line an epoch.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import { createProgress, type Progress } from "../../train/callbacks/progress.ts";
import type { BeamProgress } from "../../train/loop/start_beam.ts";
import { duration, significant } from "../terminal/number_format.ts";
import type { Output } from "../terminal/output.ts";

const BAR_WIDTH = 24;

/**
 * Callbacks that show the progress of a training.
 *
 * @param payload The run.
 * @param output Where it is shown.
 * @returns Callbacks for `fit`.
 */
export function trainingProgress(payload: TrainingPayload, output: Output): Callback<string>[] {
  const { loss, valLoss } = payload.metrics;
  let epochs = payload.training.epochs;
  const bar = createProgress((progress) => output.redraw(barLine(progress)), { metrics: { loss, valLoss } });
  const lines: Callback<string> = {
    name: "epoch lines",
    onEpochStart(event): void {
      epochs = event.epochs;
    },
    onEpochEnd({ epoch, metrics, learningRate, stage, seconds }): void {
      output.redraw("");
      const values = Object.entries(metrics).map(([name, value]) => `${name}=${significant(value ?? NaN)}`);
      values.push(`lr=${significant(learningRate)}`, ...(stage === 0 ? [] : [`stage=${stage}`]));
      output.note(`epoch ${epoch + 1}/${epochs}  ${values.join("  ")}  ${duration(seconds)}`);
    },
  };
  return [bar, lines];
}

/** What is shown while probe and positions are looked for. */
export function beamLine({ done, total }: BeamProgress): string {
  return done === total ? "" : `looking for probe and positions: sweep ${done} of ${total}`;
}

// --- internal ---

function barLine({ epoch, epochs, batch, batches, loss, etaSeconds, samplesPerSecond }: Progress): string {
  const filled = Math.round(BAR_WIDTH * batch / Math.max(batches, 1));
  const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  return `epoch ${epoch + 1}/${epochs} ${bar} ${batch}/${batches}  loss ${significant(loss)}  ` +
    `${samplesPerSecond.toFixed(1)} patterns/s  ${duration(etaSeconds)} left`;
}
