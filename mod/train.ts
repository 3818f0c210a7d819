/**
 * Trainings: networks with their physics and losses, accelerators, the trainer and its callbacks, and what a run left.
 *
 * ```ts
 * import { createTrainingPayload } from "@exitwave/exitwave/config";
 * import { learningRateAt } from "@exitwave/exitwave/train";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // The curve of a schedule, before anything is trained by it.
 * const { training } = createTrainingPayload({ training: { scheduler: "Exponential", exponentialGamma: 0.9 } });
 * const rates = [0, 1, 2].map((epoch) => learningRateAt(training, { epoch, history: [], fineTuneFrom: training.epochs }));
 * assertAlmostEquals(rates[2] ?? NaN, 0.81e-3);
 * ```
 *
 * @module
 */

// networks, physics, losses, weights
export { createModel, type CreateModelOptions, type Model } from "../model/create_model.ts";
export type { LossTargets, LossWindow } from "../model/loss/model_loss.ts";
export type { ModelBatch } from "../model/model_batch.ts";
export type { Contrasted } from "../model/network/contrast.ts";
export type { NetworkInput, Observe } from "../model/network/network.ts";
export type { InertTensor, Pace } from "../model/parameters/parameter_spec.ts";
export type { ComplexPair } from "../model/physics/complex_pair.ts";
export type { Exposure, PatternOrigin, TrainedScan } from "../model/physics/forward_model.ts";
export type { Patches } from "../model/physics/patches.ts";
export { loadWeights, type LoadWeightsOptions, readWeights } from "../model/weights.ts";

// the accelerator
export { AcceleratorError, selectAccelerator } from "../backend/accelerator.ts";
export type { Accelerator, AcceleratorOptions } from "../backend/accelerator.ts";
export type { TuningProgress } from "../backend/tune_accelerator.ts";
export { type KernelTime, type KernelTimer, timeKernels } from "../backend/kernel_timer.ts";
export { type SelfCheck, selfCheck } from "../backend/self_check.ts";

// trainer, callbacks, checkpoints
export type { EpochPlan } from "../train/plan/plan.ts";
export { accumulateAt } from "../train/plan/accumulate.ts";
export type { Callback } from "../train/callbacks/callback.ts";
export type { HookResult } from "../run/course/hooks.ts";
export { type Checkpoint, readCheckpoint } from "../train/checkpoints/checkpoint.ts";
export { clipGradients, type ClipGradientsOptions } from "../train/optimizer/clip_gradients.ts";
export { createOptimizer, type OptimizerFields } from "../train/optimizer/create_optimizer.ts";
export { createCsvLogger, type CsvLoggerOptions } from "../train/callbacks/csv_logger.ts";
export type { BatchEndEvent, BatchStartEvent, BeforeCheckpointEvent } from "../train/callbacks/events.ts";
export type { BeforeStepEvent, CheckpointEvent, CheckpointLoadedEvent } from "../train/callbacks/events.ts";
export type { EpochEndEvent, EpochStartEvent, ExceptionEvent, FitEnd, FitEndEvent } from "../train/callbacks/events.ts";
export type { FitStartEvent, GradientNorm, ImagesEvent, Metrics } from "../train/callbacks/events.ts";
export type { LoggedImage } from "../run/images/logged_image.ts";
export { createFinalImage, type FinalImage, type FinalImageOptions } from "../train/callbacks/final_image.ts";
export type { TrainedEvent, ValidationEndEvent, ValidationStartEvent, WindowSums } from "../train/callbacks/events.ts";
export type { FitOptions } from "../train/fit_options.ts";
export type { BeamProgress } from "../train/loop/start_beam.ts";
export { gradientNorm } from "../train/optimizer/gradient_norm.ts";
export { learningRateAt, type ScheduleMoment } from "../train/plan/learning_rate.ts";
export { createJsonlLogger, type JsonlLine, type JsonlLoggerOptions } from "../train/callbacks/jsonl_logger.ts";
export { NonFiniteLossError, type NonFiniteLossFacts } from "../train/loop/non_finite_loss_error.ts";
export type { LearningRate, Optimizer } from "../train/optimizer/optimizer.ts";
export type { OptimizerState } from "../train/optimizer/optimizer_state.ts";
export type { EarlyStopState } from "../run/course/early_stopping.ts";
export { type Phase, PHASES, type PhaseTime, type Profile } from "../train/profile/profile.ts";
export { createNotebookProgress } from "../train/callbacks/notebook/notebook_progress.ts";
export { createProgress, type Progress, type ProgressOptions } from "../train/callbacks/progress.ts";
export { stageAt, type StageFields, type StagePosition, stagesOf, type TrainingMoment } from "../train/plan/stage.ts";
export { createTensorboardLogger } from "../train/callbacks/tensorboard_logger.ts";
export type { TensorboardLoggerOptions } from "../train/callbacks/tensorboard_logger.ts";
export { fit } from "../train/trainer.ts";
export type { FitResult } from "../train/fit_result.ts";
export type { BestCheckpoint, TrainingState } from "../train/checkpoints/training_state.ts";
export {
  BatchUploader,
  type BatchUploaderOptions,
  type UploadedBatch,
  type UploadedSamples,
} from "../data/feed/batch_uploader.ts";
export type { BufferLimits } from "../data/feed/resident_images.ts";

// what a run left
export type { LoggedBatch, LoggedEpoch, LoggedLine, LoggedMetrics, RunEpoch } from "../run/read_metrics.ts";
export { type BestEpoch, bestEpoch, type MeasuredEpoch, type Ranking } from "../config/values/best_epoch.ts";
export { readRun, type StoredCheckpoint, type StoredRun } from "../run/read_run.ts";
export type { GitCommit } from "../run/git_commit.ts";
export type { RunCall } from "../run/run_call.ts";
export type {
  DataFile,
  DeterminismRecord,
  ExitReason,
  PlacedFile,
  PlacedScan,
  RunRecord,
  ScanExperiment,
  Timings,
  Versions,
} from "../run/run_record.ts";
