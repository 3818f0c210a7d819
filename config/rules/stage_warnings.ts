/**
 * Stages change the scale of the training loss from epoch to epoch. Who compares training losses of different epochs, as
 * checkpoints and early stopping do without validation, then compares what is not comparable.
 *
 * @module
 */
import type { MetricNames } from "../fields/metric_names.ts";
import type { Sections } from "../fields/sections.ts";

/**
 * Warns where the monitor is a training loss whose scale changes.
 *
 * @param sections Complete sections.
 * @param metrics Metric names of the run.
 * @returns A sentence with the remedy, or none.
 */
export function stageWarnings({ model, training }: Sections, { loss, monitor }: MetricNames): string[] {
  const staged = training.stages !== null || ["MultiStage", "Adaptive"].includes(training.scheduler);
  // Labels are compared as they are; only a loss in diffraction space is scaled.
  if (!staged || model.mode !== "pinn" || monitor !== loss) return [];
  return [
    `execution.checkpointMonitor ranks epochs by ${loss}, whose scale changes with the stages of the training: ` +
    "validate (training.valSplit above 0, or data.testScan) and monitor val_loss",
  ];
}
