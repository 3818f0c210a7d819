/**
 * Methods of `execution()` that set fields of `training`: in the plans of an execution they stand beside where and how it
 * runs, but they change the result, and therefore land in the one section that uses them.
 *
 * @module
 */
import type { BuilderMethod, FieldInput } from "./builder.ts";
import { type Scheduler, type SchedulerArguments, schedulerFields, type SchedulerOptions } from "./schedule_options.ts";

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
export interface TrainingSetters<Self> {
  /** Sets the schedule of the learning rate (`training.scheduler`); `Adaptive` needs its stages. */
  scheduler<const N extends Scheduler>(...schedule: SchedulerArguments<N>): Self;
  /** Sums the gradients of so many batches for one optimizer step (`training.accumulate`): a number, or one by epoch. */
  accumulate(batches: FieldInput<"training", "accumulate">): Self;
  /** Sets the base learning rate (`training.learningRate`). */
  learningRate(rate: number): Self;
  /** Bounds the gradients (`training.clipGradients`); null leaves them as they are. */
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
