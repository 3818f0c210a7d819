/**
 * What happens in the course of a training, as the hooks of callbacks get it. Epochs, batches and steps are counted from
 * 0. A micro step is one batch, an optimizer step one move of the weights; with `training.accumulate` 1 they are the same.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import type { Accelerator } from "../../backend/accelerator.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import type { EpochPlan } from "../plan/plan.ts";
import type { LoggedImage } from "../../run/images/logged_image.ts";
import type { LearnedBeam } from "../../run/learned_beam.ts";
import type { RunEnd, Timings } from "../../run/run_record.ts";

/**
 * Why a training ended: all epochs done, no more improvement (or divergence), `training.maxSteps` or `execution.maxTime`
 * reached, a callback's `"stop"`, or its abort signal.
 */
export type FitEnd = RunEnd;

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
  /** Patterns of a sample: `data.gridSize` squared. */
  readonly channels: number;
  /** Validation samples, 0 where nothing is validated. */
  readonly validationSamples: number;
  /** What was left out or overlooked in reading the scans, one sentence each. */
  readonly warnings: readonly string[];
  /** What is known by now of the beam of each scan, in their order; absent where none is learned. */
  readonly beams?: readonly LearnedBeam[];
}

/** A run goes on from a checkpoint, which has been loaded. */
export interface CheckpointLoadedEvent {
  /** The file. */
  readonly path: string;
  /** The epoch to go on with. */
  readonly epoch: number;
  /** The batch of that epoch to go on with. */
  readonly batch: number;
  /** Optimizer steps taken since the run began. */
  readonly steps: number;
  /** Optimizer steps of that epoch among them. */
  readonly epochSteps: number;
  /** What has been summed up of the optimizer step in progress, over the batches of it that are done. */
  readonly window: WindowSums;
  /** The best value of the monitor so far, and its epoch; null before the first. */
  readonly best: { readonly epoch: number; readonly value: number } | null;
}

/** Sums over batches of one optimizer step. */
export interface WindowSums {
  /** Σ samples. */
  readonly samples: number;
  /** Σ training loss · samples. */
  readonly lossSum: number;
}

/** An epoch begins, or goes on after an abort. */
export interface EpochStartEvent extends EpochPlan {
  /** The epoch that begins. */
  readonly epoch: number;
  /** Epochs in all, as far as is known: early stopping may bring fine-tuning forward. */
  readonly epochs: number;
}

/** A batch is about to be trained on. */
export interface BatchStartEvent {
  /** The epoch of the batch. */
  readonly epoch: number;
  /** Batch within the epoch. */
  readonly batch: number;
  /** Batch of the whole run. */
  readonly microStep: number;
  /** Samples in the batch. */
  readonly size: number;
}

/** The gradients of a step are complete and clipped; the weights are about to move. */
export interface BeforeStepEvent {
  /** The epoch of the step. */
  readonly epoch: number;
  /** Optimizer step of the whole run. */
  readonly step: number;
  /** Learning rate of the step. */
  readonly learningRate: number;
  /** Gradients by parameter name, tensorflow.js layout; they are the trainer's to dispose of. */
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
}

/** Norm over all gradients of a step. */
export interface GradientNorm {
  /** As they came out of the batches. */
  readonly before: number;
  /** After clipping. */
  readonly after: number;
}

/** The loss of a batch has arrived. It does so some steps after the step itself, in the order of the steps. */
export interface BatchEndEvent<Name extends string = string> {
  /** The epoch of the batch. */
  readonly epoch: number;
  /** Batch within the epoch. */
  readonly batch: number;
  /** Optimizer step of the whole run that the batch contributes to. */
  readonly step: number;
  /** Batch of the whole run. */
  readonly microStep: number;
  /** Samples in the batch. */
  readonly size: number;
  /** Learning rate of the step. */
  readonly learningRate: number;
  /** The training loss of this batch before its step. */
  readonly metrics: Metrics<Name>;
  /** With `execution.logGradNorm`, for the batch that completes a step whose norm is logged; else null. */
  readonly gradNorm: GradientNorm | null;
}

/** The validation of an epoch begins; that before the first epoch, which only tries it out, has no event. */
export interface ValidationStartEvent {
  /** The epoch just trained. */
  readonly epoch: number;
}

/** The validation of an epoch is done. */
export interface ValidationEndEvent<Name extends string = string> {
  /** The epoch just trained. */
  readonly epoch: number;
  /** The validation loss, mean over the samples. */
  readonly metrics: Metrics<Name>;
}

/** Images of reconstructed patches, every `execution.reconLogEvery` epochs. */
export interface ImagesEvent {
  /** The epoch just trained. */
  readonly epoch: number;
  /** Optimizer steps taken since the run began. */
  readonly steps: number;
  /** The images. */
  readonly images: readonly LoggedImage[];
}

/** An epoch is done; its checkpoints come next. */
export interface EpochEndEvent<Name extends string = string> extends EpochPlan {
  /** The epoch that ended. */
  readonly epoch: number;
  /** Optimizer steps taken since the run began. */
  readonly steps: number;
  /** Training loss (mean over the samples) and, where the epoch was validated, validation loss. */
  readonly metrics: Metrics<Name>;
  /** Mean over the logged steps of the epoch, with `execution.logGradNorm`; else null. */
  readonly gradNorm: GradientNorm | null;
  /** Wall-clock time of the epoch with its validation, in seconds. */
  readonly seconds: number;
  /** Patterns trained on in a second, over the batches of the epoch; a sample is as many as it has channels. */
  readonly patternsPerSecond: number;
  /** Mean wall-clock time of an optimizer step of the epoch, loading and callbacks included, in milliseconds. */
  readonly stepMs: number;
}

/** Checkpoints are about to be written: `last`, and perhaps one of the best before it. */
export interface BeforeCheckpointEvent {
  /** The last epoch that the state has seen batches of: the one that ended, or that is broken off. */
  readonly epoch: number;
  /** Optimizer steps taken since the run began. */
  readonly steps: number;
}

/** A checkpoint is safely on disk. */
export interface CheckpointEvent {
  /** The last epoch that the state has seen batches of: the one that ended, or that was broken off. */
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
  /** Why, as a sentence; null where all epochs are done. */
  readonly exitDetail: string | null;
  /** Completed epochs of the run. */
  readonly epochs: number;
  /** Optimizer steps taken since the run began. */
  readonly steps: number;
  /** Where the time went. */
  readonly timings: Timings;
  /** What was learned of the beam of each scan, in their order, after a failure until its start; absent where none is learned. */
  readonly beams?: readonly LearnedBeam[];
}

/** A training is over and has not failed: all its files are complete, and nothing of it is on the accelerator. */
export interface TrainedEvent {
  /** What was trained. */
  readonly payload: TrainingPayload;
  /** Directory of the run. */
  readonly runDirectory: string;
  /** How it ended. */
  readonly exitReason: FitEnd;
  /** Path of the best checkpoint by the monitor; null where none is ranked. */
  readonly bestCheckpoint: string | null;
  /** Path of the checkpoint to resume from; null where none are written. */
  readonly lastCheckpoint: string | null;
  /** Where it was trained. */
  readonly accelerator: Accelerator;
  /** That of `fit`: what takes long after the training ends with it too. */
  readonly signal: AbortSignal;
}
