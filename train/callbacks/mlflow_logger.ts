/**
 * The MLflow logger: a callback that tells an MLflow server of a training.
 *
 * @module
 */
import { metricEntries, type MlflowEntry } from "../../run/mlflow/mlflow_entry.ts";
import { type MlflowLog, type MlflowLogOptions, openMlflowLog } from "../../run/mlflow/mlflow_log.ts";
import type { Callback } from "./callback.ts";
import type { BatchEndEvent, EpochEndEvent, FitStartEvent } from "./events.ts";

/**
 * A callback that logs to MLflow: for every epoch its losses, `learning_rate`, `physics_weight`, `seconds` and gradient
 * norms, by epoch; for every batch `<loss>_step`, by batch of the run; the payload as parameters. No server delays
 * or fails a training; only where its own files cannot be opened the training does not begin. A run that is resumed goes on with the same MLflow run and first sends what was left.
 *
 * @param options Server, experiment and directory.
 * @returns The callback.
 */
export function createMlflowLogger(options: MlflowLogOptions): Callback<string> {
  let log: MlflowLog | null = null;
  return {
    name: "mlflow logger",
    async onFitStart(start): Promise<void> {
      log = await openMlflowLog(options, { command: "train", isDone: (entry) => isOfThePast(entry, start) });
    },
    onBatchEnd: (event) => log?.tell(batchEntries(event)),
    onEpochEnd: (event) => log?.tell(epochEntries(event)),
    async onBeforeCheckpoint(): Promise<void> {
      await log?.sync();
    },
    async onFitEnd(event): Promise<void> {
      await log?.close(event);
    },
  };
}

// --- internal ---

/** What an earlier program logged behind the checkpoint that the run goes on from will be logged again. */
function isOfThePast(
  { metric, of }: Extract<MlflowEntry, { readonly metric: unknown }>,
  { firstEpoch, firstBatch, batches }: FitStartEvent,
): boolean {
  return metric.step < (of === "batch" ? firstEpoch * batches + firstBatch : firstEpoch);
}

function batchEntries({ microStep, metrics }: BatchEndEvent): MlflowEntry[] {
  const values = Object.entries(metrics).map(([name, value]) => [`${name}_step`, value]);
  return metricEntries(Object.fromEntries(values), { of: "batch", timestamp: Date.now(), step: microStep });
}

function epochEntries(event: EpochEndEvent): MlflowEntry[] {
  const { epoch, metrics, learningRate, physicsWeight, seconds, gradNorm } = event;
  const values = {
    ...metrics,
    learning_rate: learningRate,
    physics_weight: physicsWeight,
    seconds,
    grad_norm_before: gradNorm?.before,
    grad_norm_after: gradNorm?.after,
  };
  return metricEntries(values, { of: "epoch", timestamp: Date.now(), step: epoch });
}
