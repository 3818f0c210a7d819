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
import type { Timings } from "./phase_timer.ts";

/** Why a training ended: all epochs done, a callback's `"stop"`, or its abort signal. */
export type FitEnd = "finished" | "stopped" | "aborted";

/** What a hook in the course of a training may return. */
export type HookResult = void | "stop";

/** Metric values by name; the validation loss is missing where nothing is validated. */
export type Metrics<Name extends string = string> = Readonly<Partial<Record<Name, number>>>;

/** A training is about to begin or to be resumed. */
export interface FitStartEvent {
  /** Directory of the run. */
  readonly runDirectory: string;
  /** Epochs in all. */
  readonly epochs: number;
  /** First epoch of this call; above 0 in a resumed run. */
  readonly firstEpoch: number;
  /** First batch of the first epoch; above 0 in a run that was aborted within an epoch. */
  readonly firstBatch: number;
  /** Training batches in an epoch. */
  readonly batches: number;
  /** Training samples in an epoch. */
  readonly samples: number;
  /** Validation samples, 0 where nothing is validated. */
  readonly validationSamples: number;
  /** What was left out or overlooked in reading the scans, one sentence each. */
  readonly warnings: readonly string[];
}

/** An epoch begins, or goes on after an abort. */
export interface EpochStartEvent {
  /** The epoch that begins. */
  readonly epoch: number;
  /** Learning rate of its steps. */
  readonly learningRate: number;
}

/** The loss of a batch has arrived. It does so some steps after the step itself, in the order of the steps. */
export interface BatchEndEvent<Name extends string = string> {
  /** The epoch of the batch. */
  readonly epoch: number;
  /** Batch within the epoch. */
  readonly batch: number;
  /** Optimizer step of the whole run. */
  readonly step: number;
  /** Samples in the batch. */
  readonly size: number;
  /** The training loss of this batch before its step. */
  readonly metrics: Metrics<Name>;
}

/** The validation of an epoch is done. */
export interface ValidationEndEvent<Name extends string = string> {
  /** The epoch just trained. */
  readonly epoch: number;
  /** The validation loss, mean over the samples. */
  readonly metrics: Metrics<Name>;
}

/** An epoch is done; its checkpoints come next. */
export interface EpochEndEvent<Name extends string = string> {
  /** The epoch that ended. */
  readonly epoch: number;
  /** Optimizer steps taken since the run began. */
  readonly steps: number;
  /** Learning rate of its last step. */
  readonly learningRate: number;
  /** Training loss (mean over the samples) and, where there is validation, validation loss. */
  readonly metrics: Metrics<Name>;
  /** Wall-clock time of the epoch with its validation, in seconds. */
  readonly seconds: number;
}

/** A checkpoint is safely on disk. */
export interface CheckpointEvent {
  /** The epoch that ended, or that was broken off. */
  readonly epoch: number;
  /** The file. */
  readonly path: string;
  /** The state to resume from, or one of the best by the monitor. */
  readonly kind: "last" | "best";
  /** Path of the very best checkpoint of the run; null where none is ranked. */
  readonly bestPath: string | null;
}

/** The training failed; the error is thrown once every callback has been cleaned up. */
export interface ExceptionEvent {
  /** What was thrown. */
  readonly error: unknown;
}

/** The training is over. */
export interface FitEndEvent {
  /** How it ended; `failed` after an exception. */
  readonly exitReason: FitEnd | "failed";
  /** Completed epochs of the run. */
  readonly epochs: number;
  /** Optimizer steps taken since the run began. */
  readonly steps: number;
  /** Where the time went. */
  readonly timings: Timings;
}

/**
 * What a callback may do; every hook is optional.
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
 * const end = { epoch: 0, steps: 10, learningRate: 1e-3, seconds: 1 };
 * assertEquals(stopWhenGood.onEpochEnd?.({ ...end, metrics: { poisson_val_loss: 0.1 } }), "stop");
 * ```
 */
export interface Callback<Name extends string = string> {
  /** Names the callback in error messages. */
  readonly name: string;
  /** Sets up; a callback whose set-up throws is not cleaned up. */
  onFitStart?(event: FitStartEvent): void | Promise<void>;
  /** Called before the first batch of an epoch. */
  onEpochStart?(event: EpochStartEvent): HookResult | Promise<HookResult>;
  /** Called for every batch, once its loss has arrived. */
  onBatchEnd?(event: BatchEndEvent<Name>): HookResult | Promise<HookResult>;
  /** Called after the validation of an epoch, where there is one. */
  onValidationEnd?(event: ValidationEndEvent<Name>): HookResult | Promise<HookResult>;
  /** Called at the end of an epoch, before its checkpoints are written. */
  onEpochEnd?(event: EpochEndEvent<Name>): HookResult | Promise<HookResult>;
  /** Called after every checkpoint that was written. */
  onCheckpoint?(event: CheckpointEvent): HookResult | Promise<HookResult>;
  /** Called after a failure, before the clean-up. */
  onException?(event: ExceptionEvent): void | Promise<void>;
  /** Cleans up; called in reverse order on every callback that was set up. */
  onFitEnd?(event: FitEndEvent): void | Promise<void>;
}
