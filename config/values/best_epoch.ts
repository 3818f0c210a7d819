/**
 * Which epoch of a run is its best.
 *
 * @module
 */
import { isBetter } from "./is_better.ts";

/** The epoch with the best value of the metric that ranks a run's weights. */
export interface BestEpoch {
  /** Name of the metric. */
  readonly metric: string;
  /** From 0. */
  readonly epoch: number;
  /** Value of the metric. */
  readonly value: number;
}

/** An epoch with what was measured in it, as `readRun` and the history of `fit` have it. */
export interface MeasuredEpoch {
  /** From 0. */
  readonly epoch: number;
  /** Values by the names of the metrics; null or left out where one was not measured. */
  readonly metrics: Readonly<Record<string, number | null | undefined>>;
}

/** What of the payload of a training says which of its epochs is better. */
export interface Ranking {
  /** Names of its metrics; the monitored one is null where nothing is validated. */
  readonly metrics: { readonly monitor: string | null; readonly valLoss: string };
  /** Whether the least or the greatest value of the monitored metric is the best. */
  readonly execution: { readonly checkpointMode: "min" | "max" };
}

/**
 * The epoch with the best value of the metric that ranks a run's weights (`metrics.monitor`), the greatest where
 * `execution.checkpointMode` is "max".
 *
 * @param epochs Epochs in their order.
 * @param payload What the training is; where it is not known, the least value of the first validation loss is the best, of a
 * run without one that of its first loss.
 * @returns Null where none was measured. Of equal ones the first.
 *
 * @example
 * ```ts
 * import { bestEpoch } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const epochs = [1, 0.1, 0.2].map((loss, epoch) => ({ epoch, metrics: { mae_val_loss: loss } }));
 * assertEquals(bestEpoch(epochs), { metric: "mae_val_loss", epoch: 1, value: 0.1 });
 * ```
 */
export function bestEpoch(
  epochs: readonly MeasuredEpoch[],
  payload: Ranking | null = null,
): BestEpoch | null {
  const metric = payload ? payload.metrics.monitor ?? payload.metrics.valLoss : firstMeasured(epochs);
  let best: BestEpoch | null = null;
  for (const { epoch, metrics } of epochs) {
    const value = metrics[metric] ?? NaN;
    const isMeasured = Number.isFinite(value);
    if (isMeasured && isBetter(value, best, payload?.execution.checkpointMode ?? "min")) {
      best = { metric, epoch, value };
    }
  }
  return best;
}

// --- internal ---

function firstMeasured(epochs: readonly MeasuredEpoch[]): string {
  const names = [...new Set(epochs.flatMap(({ metrics }) => Object.keys(metrics)))]
    .filter((name) => epochs.some(({ metrics }) => Number.isFinite(metrics[name] ?? NaN)));
  return names.find((name) => name.includes("_val_")) ?? names[0] ?? "";
}
