/**
 * What a training costs: told before it starts, and once the first epoch has been timed.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { parametersOf } from "../../model/parameter_count.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import type { FitStartEvent } from "../../train/callbacks/events.ts";
import { approximate, counted, duration } from "../terminal/number_format.ts";
import type { Output } from "../terminal/output.ts";

/** The cost of a training, as `--json` gives it. */
export interface TrainingCost {
  /** Of the network. */
  readonly parameters: number | null;
  /** Patterns that are trained on. */
  readonly samples: number;
  /** Patterns that are validated on. */
  readonly validationSamples: number;
  /** Of an epoch. */
  readonly batches: number;
  /** Mean of the epochs of this call, validation included, in seconds; null where none was completed. */
  readonly secondsPerEpoch: number | null;
}

/** Tells of the cost of a training, and knows it at its end. */
export interface CostTeller {
  readonly callback: Callback<string>;
  /** Null where nothing was left to train. */
  readonly cost: () => TrainingCost | null;
}

/**
 * What is known of the cost before a scan is read.
 *
 * @param payload The training.
 * @param scan The file, and how many patterns it has; null where that is not known.
 */
export function plannedCost(
  payload: TrainingPayload,
  scan: { readonly path: string; readonly count: number } | null,
): string {
  const { epochs, fineTuneEpochs, batchSize } = payload.training;
  const patterns = scan ? ` (${scan.count} patterns in ${scan.path})` : "";
  return `${network(payload)}${counted(epochs + fineTuneEpochs, "epoch")} of batches of ${batchSize}${patterns}`;
}

/**
 * A callback that tells of the cost.
 *
 * @param payload The training.
 * @param output Where it is told.
 */
export function costTeller(payload: TrainingPayload, output: Output): CostTeller {
  let start: FitStartEvent | null = null;
  let [done, seconds, epochs] = [0, 0, 0];
  return {
    callback: {
      name: "cost",
      onFitStart(event): void {
        start = event;
        epochs = event.epochs;
        output.note(startLine(payload, event));
      },
      onEpochStart(event): void {
        epochs = event.epochs;
      },
      onEpochEnd(event): void {
        done++;
        seconds += event.seconds;
        const left = epochs - event.epoch - 1;
        // An epoch that goes on where the last call ended is not a whole one.
        const firstWhole = start?.firstBatch === 0 ? 1 : 2;
        // A terminal shows all the time how much is left.
        const isShown = output.interactive && payload.execution.progress;
        if (left > 0 && done === firstWhole && !isShown) {
          const most = mayEndEarly(payload) ? "at most" : "about";
          output.note(
            `an epoch takes ${duration(event.seconds)}: ${most} ${duration(event.seconds * left)} to go`,
          );
        }
      },
    },
    cost: () => {
      if (start === null) return null;
      const { samples, validationSamples, batches } = start;
      const secondsPerEpoch = done === 0 ? null : seconds / done;
      return { parameters: parametersOf(payload), samples, validationSamples, batches, secondsPerEpoch };
    },
  };
}

// --- internal ---

function startLine(payload: TrainingPayload, event: FitStartEvent): string {
  const { epochs, firstEpoch, batches, samples, validationSamples } = event;
  const { training: { batchSize, overfitBatches }, data: { testScan } } = payload;
  const left = firstEpoch === 0 ? counted(epochs, "epoch") : `${epochs - firstEpoch} of ${counted(epochs, "epoch")}`;
  const isHeldOut = testScan === null && overfitBatches === null;
  const rest = isHeldOut ? `${validationSamples || "none"} held out` : `${validationSamples || "none"} to validate on`;
  return `${network(payload)}${left} of ${counted(batches, "batch")} of ${batchSize} ` +
    `(${counted(samples, "pattern")}, ${rest})`;
}

function network(payload: TrainingPayload): string {
  const parameters = parametersOf(payload);
  return parameters === null ? "" : `network: ${approximate(parameters)} parameters · `;
}

function mayEndEarly({ training: { maxSteps }, execution: { maxTime, earlyStopPatience } }: TrainingPayload): boolean {
  return maxSteps !== null || maxTime !== null || earlyStopPatience !== null;
}
