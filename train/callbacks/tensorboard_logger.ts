/**
 * An event file that TensorBoard shows: curves by optimizer step, images, hyperparameters. Written without TensorFlow.
 *
 * @module
 */
import { resolve } from "node:path";
import type { TrainingPayload } from "../../config/payload.ts";
import { EventLog } from "../../run/tensorboard/event_log.ts";
import { imageValue, scalarValue } from "../../run/tensorboard/summary_value.ts";
import type { Callback } from "./callback.ts";
import type { EpochEndEvent } from "./events.ts";
import { type NamedScalar, normScalars, StepMean } from "./step_mean.ts";

/** Options of {@link createTensorboardLogger}. */
export interface TensorboardLoggerOptions {
  /** Directory of the event file: that of the run. */
  readonly directory: string;
  /** What the run is; its fields become hyperparameters. */
  readonly payload: TrainingPayload;
  /**
   * Longest time that a record waits in memory for the next batch, in milliseconds.
   *
   * @default {1000}
   */
  readonly intervalMs?: number;
  /**
   * Told, one sentence each, that the file cannot be written any more, after which the training goes on, and what of
   * earlier files could not be read. Without it the training ends where the file cannot be written.
   */
  readonly onWarning?: (text: string) => void;
}

/**
 * A callback that writes an event file `events.out.tfevents.…` for TensorBoard. Curves are drawn over optimizer steps,
 * counted from 0; values of an epoch lie at its last step.
 *
 * | tag                                                    | value                                                  |
 * | ------------------------------------------------------ | ------------------------------------------------------ |
 * | `batch/<loss>`                                         | training loss of the step, mean over its samples       |
 * | `epoch/<loss>`, `epoch/<valLoss>`                      | losses of the epoch                                    |
 * | `epoch/learning_rate`, `epoch/physics_weight`          | what was in force                                      |
 * | `epoch/stage`                                          | 0 to 3; 4 is fine-tuning                               |
 * | `…/grad_norm`, `…/grad_norm_clipped`                   | of steps and epochs, where they are measured           |
 * | `patch_…/…`, `stitched/…`                              | images, where there are some                           |
 *
 * A resumed run writes a file of its own, whose steps go on; what the earlier files say of steps that are repeated is cut
 * off. All that is known is safely on disk before a checkpoint is. The name of the machine is part of the file's name where the program may ask for it.
 *
 * @param options Directory and payload.
 * @returns The callback.
 *
 * @example
 * ```ts
 * import { createTensorboardLogger, createTrainingPayload } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const logger = createTensorboardLogger({ directory: "runs/star", payload: createTrainingPayload({}) });
 * assertEquals(logger.name, "tensorboard logger");
 * ```
 */
export function createTensorboardLogger(options: TensorboardLoggerOptions): Callback<string> {
  const { directory, payload, intervalMs = 1000, onWarning } = options;
  let log: EventLog | null = null;
  let mean: StepMean | null = null;

  function endStep(): void {
    if (mean) log?.write(mean.step, mean.scalars().map(([name, value]) => scalarValue(`batch/${name}`, value)));
    mean = null;
  }

  return {
    name: "tensorboard logger",
    async onFitStart({ runDirectory, firstEpoch, firstBatch }): Promise<void> {
      log = await EventLog.open({
        directory,
        // Files of another directory than the run's may be those of other runs.
        isOwner: resolve(directory) === resolve(runDirectory),
        isNew: firstEpoch === 0 && firstBatch === 0,
        ...{ intervalMs, onWarning: onWarning ?? null },
      });
      log.begin(payload);
    },
    onCheckpointLoaded({ steps, epochSteps, window }): void {
      log?.restart({ step: steps, epochStep: steps - epochSteps });
      if (window.samples > 0) mean = new StepMean(steps, { loss: payload.metrics.loss, window });
    },
    onBatchEnd(event): void {
      if (mean && mean.step !== event.step) endStep();
      mean ??= new StepMean(event.step);
      mean.add(event);
    },
    onValidationStart(): void {
      endStep();
      log?.flush();
    },
    onImages({ steps, images }): void {
      endStep();
      log?.write(lastStep(steps), images.map(imageValue));
    },
    async onEpochEnd(event): Promise<void> {
      endStep();
      log?.write(
        lastStep(event.steps),
        epochScalars(event).map(([name, value]) => scalarValue(`epoch/${name}`, value)),
      );
      await log?.sync();
    },
    // The step in progress is not told yet: a run that goes on from the checkpoint knows what it has summed up.
    async onBeforeCheckpoint({ steps }): Promise<void> {
      if (mean && mean.step < steps) endStep();
      await log?.sync();
    },
    async onFitEnd({ exitReason, steps }): Promise<void> {
      endStep();
      await log?.close(exitReason, lastStep(steps));
    },
  };
}

// --- internal ---

/** The stage of a fine-tuning as a number, beyond those of the training. */
const FINE_TUNING = 4;

/** Values of an epoch lie at its last step, so that a restart at the step after it leaves them alone. */
function lastStep(steps: number): number {
  return Math.max(0, steps - 1);
}

function epochScalars({ metrics, learningRate, physicsWeight, stage, gradNorm }: EpochEndEvent): NamedScalar[] {
  return [
    ...Object.entries(metrics).map(([name, value]): NamedScalar => [name, value ?? NaN]),
    ["learning_rate", learningRate],
    ["physics_weight", physicsWeight],
    ["stage", stage === "fine-tuning" ? FINE_TUNING : stage],
    ...normScalars(gradNorm),
  ];
}
