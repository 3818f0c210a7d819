/**
 * Builder of the `execution` section. Its `scheduler`, `accumulate`, `learningRate` and `clipGradients` change the result
 * and therefore land in `training`, the one place that uses them.
 *
 * @module
 */
import { makeBuilder, type SectionInput, type SectionsSource, type Setters } from "./builder.ts";
import type { Monitors } from "../fields/metric_names.ts";
import { type TrainingSetters, trainingSetters } from "./training_setters.ts";
import type { ConfigTypeError, EarlyStopNeedsMonitor } from "./type_sentences.ts";

/** What the builder's type remembers: whether a metric ranks checkpoints, and whether training may stop early. */
export interface ExecutionState {
  /** A metric ranks checkpoints. */
  readonly monitored: boolean;
  /** Training may stop early. */
  readonly earlyStop: boolean;
}

/** State of `execution()`. */
export interface InitialExecutionState {
  /** By default the validation loss does. */
  readonly monitored: true;
  /** Not by default. */
  readonly earlyStop: false;
}

/** When training stops early. */
export interface EarlyStopOptions {
  /** Epochs without improvement after which training stops. */
  readonly patience: number;
  /**
   * Change of the monitor that counts as an improvement.
   *
   * @default 0
   */
  readonly minDelta?: number;
  /**
   * Value of the monitor beyond which a training or an engine stops as diverged.
   *
   * @default null
   */
  readonly divergence?: number;
}

/** Fields that methods with a typed state set. */
export type StatefulExecutionField =
  | "checkpointMonitor"
  | "earlyStopPatience"
  | "earlyStopMinDelta"
  | "earlyStopDivergence";

/** Sets fields of the `execution` section, one method a field. */
export interface ExecutionBuilder<S extends ExecutionState = InitialExecutionState>
  extends
    SectionsSource<"execution">,
    Setters<"execution", Exclude<keyof SectionInput<"execution">, StatefulExecutionField>, ExecutionBuilder<S>>,
    TrainingSetters<ExecutionBuilder<S>> {
  /** Present in the type alone: what the chain so far has decided. */
  readonly state?: S;
  /**
   * Metric that ranks checkpoints; val_loss stands for the model's own validation loss, null ranks none. Default
   * `"val_loss"`.
   */
  checkpointMonitor<const M extends Monitors["name"] | null>(
    metric: M extends null ? (S["earlyStop"] extends true ? ConfigTypeError<EarlyStopNeedsMonitor> : M) : M,
  ): ExecutionBuilder<{ readonly monitored: M extends null ? false : true; readonly earlyStop: S["earlyStop"] }>;
  /** Stops training when the monitor no longer improves; the default is not to. */
  earlyStop(
    options: S["monitored"] extends true ? EarlyStopOptions : ConfigTypeError<EarlyStopNeedsMonitor>,
  ): ExecutionBuilder<{ readonly monitored: S["monitored"]; readonly earlyStop: true }>;
}

/**
 * Starts an `execution` section.
 *
 * @returns An empty builder.
 * @example
 * ```ts
 * import { execution } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const section = execution().scheduler("MultiStage").accumulate(4);
 * assertEquals(section.sections, { training: { scheduler: "MultiStage", accumulate: 4 } });
 * ```
 */
export function execution(): ExecutionBuilder {
  return makeBuilder<ExecutionBuilder>("execution", {
    methods: {
      earlyStop: ({ patience, minDelta, divergence }: EarlyStopOptions) => ({
        execution: {
          earlyStopPatience: patience,
          ...(minDelta !== undefined && { earlyStopMinDelta: minDelta }),
          ...(divergence !== undefined && { earlyStopDivergence: divergence }),
        },
      }),
      ...trainingSetters,
    },
  });
}
