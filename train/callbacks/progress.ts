/**
 * Progress as plain values: a callback turns the events of a training into what a bar or a line shows. It does not print.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import type { Callback } from "./callback.ts";
import { isBetter } from "../../config/values/is_better.ts";
import { type PlannedTraining, TimeLeft } from "./time_left.ts";

/** How far a training is. */
export interface Progress {
  /** What it does: train on batches, validate, or what comes behind an epoch, such as a checkpoint. */
  readonly phase: "training" | "validating" | "saving";
  /** Epoch in progress, from 0. */
  readonly epoch: number;
  /** Epochs in all. */
  readonly epochs: number;
  /** Batches of this epoch whose loss has arrived. */
  readonly batch: number;
  /** Batches of an epoch. */
  readonly batches: number;
  /** Mean training loss of this epoch so far, over the batches seen. */
  readonly loss: number;
  /** Validation loss of the last epoch that was validated; null before the first one, or where nothing is validated. */
  readonly valLoss: number | null;
  /** The best value of the monitor so far, and its epoch, from 0; null before the first. */
  readonly best: { readonly epoch: number; readonly value: number } | null;
  /**
   * Expected time to the end of all epochs, or to the limit of steps or of time, with validation and checkpoints, in seconds;
   * NaN before the first batch. That a training may end early, nobody knows.
   */
  readonly etaSeconds: number;
  /** Patterns trained on in a second; a sample is as many as it has channels. NaN before the first batch. */
  readonly patternsPerSecond: number;
}

/** Options of {@link createProgress}. */
export interface ProgressOptions {
  /**
   * Clock in milliseconds.
   *
   * @default {performance.now}
   */
  readonly now?: () => number;
}

/**
 * A callback that reports progress after every batch, and at the beginning and the end of every validation and epoch.
 *
 * @param report Called with the progress.
 * @param payload The training.
 * @param options Clock.
 * @returns The callback.
 *
 * @example
 * ```ts
 * import { createProgress, createTrainingPayload } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const callback = createProgress(({ batch, batches }) => lines.push(`${batch}/${batches}`), createTrainingPayload({}));
 * assertEquals(callback.name, "progress");
 * ```
 */
export function createProgress(
  report: (progress: Progress) => void,
  { metrics: names, training, execution }: Pick<TrainingPayload, "metrics" | "training" | "execution">,
  { now = () => performance.now() }: ProgressOptions = {},
): Callback<string> {
  let planned: PlannedTraining = { epochs: 0, batches: 0, validationBatches: 0, valEvery: 1 };
  let time = new TimeLeft();
  let fit = { startTime: 0, firstEpoch: 0, firstBatch: 0, channels: 1, size: NaN };
  let at = NOWHERE;
  let valLoss: number | null = null;
  let best: Progress["best"] = null;

  function send(phase: Progress["phase"], loss = at.loss / at.samples): void {
    const { epoch, batch, step, accumulate } = at;
    const steps = (training.maxSteps ?? Infinity) - step;
    const most = Math.max(steps * accumulate - batch % accumulate, 0);
    const timeLeft = execution.maxTime === null ? Infinity : 60_000 * execution.maxTime - (now() - fit.startTime);
    const etaSeconds = Math.max(Math.min(time.left(now(), { epoch, batch, most }, planned), timeLeft), 0) / 1000;
    const patternsPerSecond = 1000 * fit.size * fit.channels / time.batchMs;
    const { epochs, batches } = planned;
    report({ phase, epoch, epochs, batch, batches, loss, valLoss, best, etaSeconds, patternsPerSecond });
  }

  return {
    name: "progress",
    onFitStart({ epochs, batches, firstEpoch, firstBatch, samples, channels, validationSamples }): void {
      const validation = Math.ceil(validationSamples / training.batchSize);
      const validationBatches = Math.min(validation, training.limitValBatches ?? Infinity);
      planned = { epochs, batches, validationBatches, valEvery: training.valEvery };
      // The last batch of an epoch may be smaller.
      const size = Math.min(samples / Math.ceil(samples / training.batchSize), training.batchSize);
      fit = { startTime: now(), firstEpoch, firstBatch, channels, size };
      time = new TimeLeft();
      [at, valLoss, best] = [NOWHERE, null, null];
    },
    onCheckpointLoaded({ best: earlier, steps }): void {
      best = earlier;
      at = { ...at, step: steps };
    },
    onEpochStart({ epoch, epochs, accumulate }): void {
      planned = { ...planned, epochs };
      const batch = epoch === fit.firstEpoch ? fit.firstBatch : 0;
      at = { ...at, epoch, batch, accumulate, loss: 0, samples: 0 };
      time.startEpoch(now(), planned);
    },
    onBatchEnd({ batch, step, size, metrics }): void {
      const loss = at.loss + (metrics[names.loss] ?? NaN) * size;
      // The step of a batch is taken once its window is complete.
      const taken = (batch + 1) % at.accumulate === 0 || batch + 1 === planned.batches ? 1 : 0;
      at = { ...at, batch: batch + 1, step: step + taken, loss, samples: at.samples + size };
      time.endBatch(now(), at, planned);
      send("training");
    },
    onValidationStart: () => send("validating"),
    onEpochEnd({ epoch, metrics }): void {
      valLoss = metrics[names.valLoss] ?? valLoss;
      const value = names.monitor === null ? undefined : metrics[names.monitor];
      if (value !== undefined && isBetter(value, best, execution.checkpointMode)) best = { epoch, value };
      send("saving", metrics[names.loss] ?? NaN);
    },
  };
}

// --- internal ---

const NOWHERE = { epoch: 0, batch: 0, step: 0, accumulate: 1, loss: 0, samples: 0 };
