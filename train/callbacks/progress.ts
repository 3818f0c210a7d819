/**
 * Progress as plain values: a callback turns the events of a training into what a bar or a line shows. It does not print.
 *
 * @module
 */
import type { Callback } from "./callback.ts";

/** How far a training is. */
export interface Progress {
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
  /** Validation loss of the last epoch that ended; null before the first one, or where nothing is validated. */
  readonly valLoss: number | null;
  /** Expected time to the end, validation and checkpoints included, in seconds. */
  readonly etaSeconds: number;
  /** Training samples a second since the start, validation and checkpoints included. */
  readonly samplesPerSecond: number;
}

/** Options of {@link createProgress}. */
export interface ProgressOptions {
  /** Names of the training and the validation loss, from `payload.metrics`. */
  readonly metrics: { readonly loss: string; readonly valLoss: string };
  /**
   * Clock in milliseconds.
   *
   * @default {performance.now}
   */
  readonly now?: () => number;
}

/**
 * A callback that reports progress after every batch and at the end of every epoch.
 *
 * @param report Called with the progress.
 * @param options Metric names and clock.
 * @returns The callback.
 *
 * @example
 * ```ts
 * import { createProgress, createTrainingPayload } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const { metrics } = createTrainingPayload({});
 * const lines: string[] = [];
 * const callback = createProgress(({ batch, batches }) => lines.push(`${batch}/${batches}`), { metrics });
 * assertEquals(callback.name, "progress");
 * ```
 */
export function createProgress(report: (progress: Progress) => void, options: ProgressOptions): Callback<string> {
  const { metrics: names, now = () => performance.now() } = options;
  let fit = { epochs: 0, batches: 0, firstEpoch: 0, firstBatch: 0, startTime: 0, samples: 0 };
  let epochSums = { batch: 0, loss: 0, samples: 0 };
  let valLoss: number | null = null;

  function send(epoch: number, loss: number): void {
    const { epochs, batches, firstEpoch, firstBatch, samples } = fit;
    const { batch } = epochSums;
    const elapsed = (now() - fit.startTime) / 1000;
    const done = (epoch - firstEpoch) * batches + batch - firstBatch;
    const remaining = (epochs - epoch) * batches - batch;
    const etaSeconds = remaining === 0 ? 0 : elapsed / done * remaining;
    report({ epoch, epochs, batch, batches, loss, valLoss, etaSeconds, samplesPerSecond: samples / elapsed });
  }

  return {
    name: "progress",
    onFitStart({ epochs, batches, firstEpoch, firstBatch }): void {
      fit = { epochs, batches, firstEpoch, firstBatch, startTime: now(), samples: 0 };
      valLoss = null;
    },
    onEpochStart({ epoch, epochs }): void {
      fit.epochs = epochs;
      epochSums = { batch: epoch === fit.firstEpoch ? fit.firstBatch : 0, loss: 0, samples: 0 };
    },
    onBatchEnd({ epoch, batch, size, metrics }): void {
      fit.samples += size;
      epochSums = {
        batch: batch + 1,
        loss: epochSums.loss + (metrics[names.loss] ?? NaN) * size,
        samples: epochSums.samples + size,
      };
      send(epoch, epochSums.loss / epochSums.samples);
    },
    onEpochEnd({ epoch, metrics }): void {
      valLoss = metrics[names.valLoss] ?? null;
      send(epoch, metrics[names.loss] ?? NaN);
    },
  };
}
