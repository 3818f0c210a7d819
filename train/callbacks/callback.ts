/**
 * Callbacks: values passed to a training in an array, called in that order. Each hook gets one frozen event object whose
 * metrics are keyed by the literal metric names of the payload. `onFitStart` sets up and `onFitEnd` cleans up: whoever
 * was set up is cleaned up, in reverse order, however the training ended. A hook may be asynchronous, and those in the
 * course of the training may return `"stop"`.
 *
 * Epochs, batches and steps are counted from 0.
 *
 * @module
 */
import type { MetricName } from "../../config/fields/metric_names.ts";
import type { HookResult } from "../../run/course/hooks.ts";
import type {
  BatchEndEvent,
  BatchStartEvent,
  BeforeCheckpointEvent,
  BeforeStepEvent,
  CheckpointEvent,
  CheckpointLoadedEvent,
  EpochEndEvent,
  EpochStartEvent,
  ExceptionEvent,
  FitEndEvent,
  FitStartEvent,
  ImagesEvent,
  TrainedEvent,
  ValidationEndEvent,
  ValidationStartEvent,
} from "./events.ts";

/**
 * What a callback may do; every hook is optional. The metrics in its events have the names that some model's have; with
 * the names of one, as below, no others.
 *
 * @example
 * ```ts
 * import type { Callback } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const stopWhenGood: Callback<"poisson_train_loss" | "poisson_val_loss"> = {
 *   name: "stop when good",
 *   onEpochEnd: ({ metrics }) => (metrics.poisson_val_loss ?? Infinity) < 0.5 ? "stop" : undefined,
 * };
 * const physicsRates = { probe: null, positions: null };
 * const plan = { learningRate: 1e-3, physicsRates, stage: 0, physicsWeight: 1, accumulate: 1 } as const;
 * const end = { epoch: 0, steps: 10, seconds: 1, patternsPerSecond: 160, stepMs: 100, gradNorm: null, ...plan };
 * assertEquals(stopWhenGood.onEpochEnd?.({ ...end, metrics: { poisson_val_loss: 0.1 } }), "stop");
 * ```
 */
export interface Callback<Name extends string = MetricName> {
  /** Names the callback in error messages. */
  readonly name: string;
  /** Sets up; a callback whose set-up throws is not cleaned up. */
  onFitStart?(event: FitStartEvent): void | Promise<void>;
  /** Called after the set-up of a run that is resumed. */
  onCheckpointLoaded?(event: CheckpointLoadedEvent): HookResult | Promise<HookResult>;
  /** Called before the first batch of an epoch. */
  onEpochStart?(event: EpochStartEvent): HookResult | Promise<HookResult>;
  /** Called before every batch. */
  onBatchStart?(event: BatchStartEvent): HookResult | Promise<HookResult>;
  /** Called before every move of the weights. */
  onBeforeStep?(event: BeforeStepEvent): HookResult | Promise<HookResult>;
  /** Called for every batch, once its loss has arrived. */
  onBatchEnd?(event: BatchEndEvent<Name>): HookResult | Promise<HookResult>;
  /** Called before the validation of an epoch, where there is one. */
  onValidationStart?(event: ValidationStartEvent): HookResult | Promise<HookResult>;
  /** Called after the validation of an epoch, where there is one. */
  onValidationEnd?(event: ValidationEndEvent<Name>): HookResult | Promise<HookResult>;
  /** Called with images of reconstructed patches, every `execution.reconLogEvery` epochs, before the epoch's end. */
  onImages?(event: ImagesEvent): HookResult | Promise<HookResult>;
  /** Called at the end of an epoch, before its checkpoints are written. */
  onEpochEnd?(event: EpochEndEvent<Name>): HookResult | Promise<HookResult>;
  /**
   * Called before checkpoints are written: a run may go on from there, so what a callback has to keep must be on disk when
   * this returns.
   */
  onBeforeCheckpoint?(event: BeforeCheckpointEvent): HookResult | Promise<HookResult>;
  /** Called after every checkpoint that was written. */
  onCheckpoint?(event: CheckpointEvent): HookResult | Promise<HookResult>;
  /** Called after a failure, before the clean-up. */
  onException?(event: ExceptionEvent): void | Promise<void>;
  /** Cleans up; called in reverse order on every callback that was set up. */
  onFitEnd?(event: FitEndEvent): void | Promise<void>;
  /**
   * Called once a training is over that has not failed, in the order of the array, when all its files are complete and its
   * memory is free; also, alone, where a run is resumed that has nothing left to train.
   */
  onTrained?(event: TrainedEvent): void | Promise<void>;
}
