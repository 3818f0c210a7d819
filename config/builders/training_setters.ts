/**
 * Methods of `execution()` that set fields of `training`: in the plans of an execution they stand beside where and how it
 * runs, but they change the result, and therefore land in the one section that uses them.
 *
 * @module
 */
import type { BuilderMethod, FieldInput } from "./builder.ts";
import { type Scheduler, schedulerFields, type SchedulerMethod, type SchedulerOptions } from "./schedule_options.ts";

/** How gradients are bounded. */
export interface ClipOptions {
  /**
   * Global norm, each value, or norm relative to the weights (AGC).
   *
   * @default "norm"
   */
  readonly algorithm?: FieldInput<"training", "clipAlgorithm">;
}

/** Sets fields of the `training` section from a builder of another one. */
export interface TrainingSetters<Self> extends SchedulerMethod<Self> {
  /**
   * Batches whose gradients are summed for one optimizer step; or how many from which epoch on. Default `1`, unit batches.
   */
  accumulate(batches: FieldInput<"training", "accumulate">): Self;
  /** Base learning rate. Default `0.001`. */
  learningRate(rate: number): Self;
  /** Bound of the gradients; null leaves them as they are. Default `null`. */
  clipGradients(bound: number | null, options?: ClipOptions): Self;
}

/** What each of them sets. */
export const trainingSetters: Readonly<Record<keyof TrainingSetters<unknown>, BuilderMethod>> = {
  scheduler: (name: Scheduler, options?: SchedulerOptions) => ({ training: schedulerFields(name, options) }),
  accumulate: (batches: FieldInput<"training", "accumulate">) => ({ training: { accumulate: batches } }),
  learningRate: (rate: number) => ({ training: { learningRate: rate } }),
  clipGradients: (bound: number | null, { algorithm }: ClipOptions = {}) => ({
    training: { clipGradients: bound, ...(algorithm && { clipAlgorithm: algorithm }) },
  }),
};
