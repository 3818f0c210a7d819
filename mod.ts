/**
 * Exitwave: physics-informed networks that turn ptychography scans into images.
 *
 * Builders say what is wanted, a factory compiles them into a frozen, audited payload, and training and inference take
 * nothing else:
 *
 * ```ts
 * import { createInferencePayload, createTrainingPayload, fit, infer } from "@exitwave/exitwave";
 * import { data, execution, inference, model, training } from "@exitwave/exitwave";
 * import { simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const directory = await Deno.makeTempDir();
 * const [scan, run, image] = ["scan.npz", "run", "image"].map((name) => `${directory}/${name}`) as [string, string, string];
 * await writeScan(scan, simulateScan({ patterns: 8, photons: 1e5 }));
 *
 * const payload = createTrainingPayload({
 *   data: data().scan(scan),
 *   model: model().pinn().filterScale(0.125).loss("poisson"),
 *   training: training().epochs(1).batchSize(4),
 *   execution: execution().outputDir(run).accelerator("cpu"),
 * });
 * const { exitReason } = await fit(payload);
 * assertEquals(exitReason, "finished");
 *
 * const request = createInferencePayload({
 *   inference: inference().modelPath(run).scan(scan),
 *   execution: execution().outputDir(image).accelerator("cpu"),
 * });
 * const { files } = await infer(request);
 * assertEquals(files.reconstruction, `${image}/reconstruction.npz`);
 * await Deno.remove(directory, { recursive: true });
 * ```
 *
 * @module
 */

// config: what the user wants → what the program receives
export type { PayloadOptions, SectionArguments } from "./config/assemble.ts";
export type { FieldInput, SectionInput, SectionsSource, Setters } from "./config/builders/builder.ts";
export type { AdaptiveNeedsStages, ConfigTypeError, EarlyStopNeedsMonitor } from "./config/builders/type_sentences.ts";
export type { PoissonNeedsPinn } from "./config/builders/type_sentences.ts";
export { ConfigError, type ConfigProblem } from "./config/values/config_error.ts";
export { data, type DataBuilder } from "./config/builders/data_builder.ts";
export { execution } from "./config/builders/execution_builder.ts";
export type { EarlyStopOptions, ExecutionBuilder, ExecutionState } from "./config/builders/execution_builder.ts";
export type { InitialExecutionState, StatefulExecutionField } from "./config/builders/execution_builder.ts";
export { type Difference, diffPayloads } from "./config/diff.ts";
export { type ExplainOptions, explainPayload, type Explanation } from "./config/explain.ts";
export type { Effect, FieldCondition, FieldInfo } from "./config/fields/field.ts";
export { type CropOptions, type ImportBuilder, importer } from "./config/builders/import_builder.ts";
export { createImportPayload } from "./config/import_payload.ts";
export { inference, type InferenceBuilder } from "./config/builders/inference_builder.ts";
export { createInferencePayload } from "./config/inference_payload.ts";
export { configJsonSchema } from "./config/fields/json_schema.ts";
export { lossName, valLossName } from "./config/fields/metric_names.ts";
export type { LossName, MetricFacts, MetricName, MetricNames, MetricSuffix } from "./config/fields/metric_names.ts";
export type { MonitorName, Monitors, SuffixOf, ValLossName } from "./config/fields/metric_names.ts";
export { model } from "./config/builders/model_builder.ts";
export type { InitialModelState, LossOf, MetricFactsOf, ModelBuilder } from "./config/builders/model_builder.ts";
export type { ModelState, With } from "./config/builders/model_builder.ts";
export { parseImport, parsePayload } from "./config/parse_payload.ts";
export { PAYLOAD_VERSION, SOURCES } from "./config/payload.ts";
export type {
  Fingerprints,
  ImportPayload,
  InferencePayload,
  OverrideRecord,
  Payload,
  PayloadBase,
  ReplacedValue,
} from "./config/payload.ts";
export type { SciencePayload, Source, TrainingPayload } from "./config/payload.ts";
export type { DataInput } from "./config/fields/data_input.ts";
export type { ExecutionInput } from "./config/fields/execution_input.ts";
export type { ImportInput } from "./config/fields/import_input.ts";
export type { InferenceInput } from "./config/fields/inference_input.ts";
export type { ModelInput } from "./config/fields/model_input.ts";
export type { TrainingInput } from "./config/fields/training_input.ts";
export type { DeepReadonly } from "./config/values/deep_freeze.ts";
export type { ExecutionFields, ModelFields, NoBuilder, PlainValues } from "./config/plain_arguments.ts";
export type { SectionArgument, TrainingFields } from "./config/plain_arguments.ts";
export { payloadSections } from "./config/payload_sections.ts";
export type { Scheduler, SchedulerMethod, SchedulerOptions, Stages } from "./config/builders/schedule_options.ts";
export { describeField, fields, schemas } from "./config/fields/sections.ts";
export type { Complete, Field, FieldKind, PayloadKind, SectionName, Sections } from "./config/fields/sections.ts";
export type { SectionsInput } from "./config/fields/sections.ts";
export { training, type TrainingBuilder } from "./config/builders/training_builder.ts";
export type { ClipOptions, TrainingSetters } from "./config/builders/training_setters.ts";
export { createTrainingPayload } from "./config/training_payload.ts";
export type { MetricFactsFrom, TrainingArguments, TypedSection } from "./config/training_payload.ts";

// data: scans as typed arrays
export type { Measurement } from "./data/checks/pattern_array.ts";
export { batches, epochOrder } from "./data/batches.ts";
export type { Batch, EpochOptions } from "./data/batches.ts";
export type { BatchesOptions, BatchWindow } from "./data/plan_batches.ts";
export type { ComplexImage } from "./data/complex_image.ts";
export {
  BatchUploader,
  type BatchUploaderOptions,
  type BufferLimits,
  type UploadedBatch,
  type UploadedSamples,
} from "./data/feed/batch_uploader.ts";
export { type ImportedScan, importScan, type ImportScanOptions } from "./data/importing/import_scan.ts";
export type { FoundRecipe } from "./data/importing/import_recipe.ts";
export { scanRecipe } from "./data/importing/scan_recipe.ts";
export { inspectScan, type ScanFacts } from "./data/facts/inspect_scan.ts";
export { completeFromScan } from "./data/facts/scan_fields.ts";
export type { FileVersion } from "./data/files/file_version.ts";
export type { FrameFile, Frames } from "./data/frames/frames.ts";
export type { InputContrast } from "./data/frames/input_contrast.ts";
export type { Masks } from "./data/frames/masks.ts";
export type { PatternStatistics } from "./data/frames/pattern_statistics.ts";
export { loadScan, type LoadScanOptions, openScan, type OpenScanOptions } from "./data/load_scan.ts";
export type { ArrayAttribute, ArrayFile, ArrayHeader, ArrayStorage } from "./data/formats/array_file.ts";
export { complexArray, realArray, textScalar, type WritableArray } from "./data/formats/npy_encode.ts";
export type { ComplexArray, NpyArray, ObjectArray, RealArray, RealData, TextArray } from "./data/formats/npy.ts";
export type { Dtype, NpyHeader, RealDtype } from "./data/formats/npy_header.ts";
export { type NpzFile, openNpz } from "./data/formats/npz.ts";
export { openArrays } from "./data/formats/open/open_arrays.ts";
export { openFiles } from "./data/formats/open/open_files.ts";
export { readNpz } from "./data/formats/read_npz.ts";
export type { LabelSource } from "./data/labels.ts";
export type { Patterns } from "./data/patterns.ts";
export { type JoinedScans, prepareSamples, type PrepareSamplesOptions, type Samples } from "./data/samples.ts";
export type { SampleScales } from "./data/scaling.ts";
export type { Experiment, PixelSize } from "./data/experiment.ts";
export type { OpenScan, Scan, ScanContent, ScanDescription, ScanNotes } from "./data/scan.ts";
export type { Positions, ScanTruth } from "./data/positions.ts";
export type { ScanCharacter } from "./data/scan_character.ts";
export { type GreyImage, readImageFile } from "./data/simulation/objects/image_file.ts";
export type * from "./data/simulation/objects/object_recipe.ts";
export type * from "./data/simulation/positions/positions_recipe.ts";
export type * from "./data/simulation/probes/probe_recipe.ts";
export { simulateScan } from "./data/simulation/simulate.ts";
export type * from "./data/simulation/simulate_options.ts";
export {
  type SimulationProgress,
  writeSimulation,
  type WriteSimulationOptions,
  type WrittenSimulation,
} from "./data/simulation/write_simulation.ts";
export { loadSimulationSource, type SimulationSource } from "./data/simulation/simulation_source.ts";
export { type Split, type SplitOptions, splitSamples } from "./data/split.ts";
export { type StreamedArray, streamedArray } from "./data/formats/streamed_array.ts";
export { writeNpz } from "./data/formats/write_npz.ts";
export type { ScanWithoutPatterns } from "./data/writing/arrays_beside_patterns.ts";
export type { ScanStream } from "./data/writing/scan_stream.ts";
export { type Product, writeProduct } from "./data/writing/write_product.ts";
export { writeScan, writeScanStream } from "./data/writing/write_scan.ts";

// model: network, physics, losses, weights
export { createModel, type CreateModelOptions, type Model } from "./model/create_model.ts";
export type { LossTargets, LossWindow } from "./model/loss/model_loss.ts";
export type { ModelBatch } from "./model/model_batch.ts";
export type { Contrasted } from "./model/network/contrast.ts";
export type { NetworkInput, Observe } from "./model/network/network.ts";
export type { InertTensor, Pace } from "./model/parameters/parameter_spec.ts";
export type { ComplexPair } from "./model/physics/complex_pair.ts";
export type { Exposure, PatternOrigin, TrainedScan } from "./model/physics/forward_model.ts";
export type { Patches } from "./model/physics/patches.ts";
export { decodeSafetensors, encodeSafetensors } from "./data/formats/safetensors.ts";
export type { NamedArray, SafetensorsContent } from "./data/formats/safetensors.ts";
export { loadWeights, type LoadWeightsOptions, readWeights } from "./model/weights.ts";

// backend: the accelerator
export { AcceleratorError, selectAccelerator } from "./backend/accelerator.ts";
export type { Accelerator, AcceleratorOptions } from "./backend/accelerator.ts";
export { type KernelTime, type KernelTimer, timeKernels } from "./backend/kernel_timer.ts";
export { type SelfCheck, selfCheck } from "./backend/self_check.ts";

// train: trainer, callbacks, checkpoints
export type { EpochPlan } from "./train/plan/plan.ts";
export { accumulateAt } from "./train/plan/accumulate.ts";
export type { Callback, HookResult } from "./train/callbacks/callback.ts";
export { type Checkpoint, readCheckpoint } from "./train/checkpoints/checkpoint.ts";
export { clipGradients, type ClipGradientsOptions } from "./train/optimizer/clip_gradients.ts";
export { createOptimizer, type OptimizerFields } from "./train/optimizer/create_optimizer.ts";
export { createCsvLogger, type CsvLoggerOptions } from "./train/callbacks/csv_logger.ts";
export type { BatchEndEvent, BatchStartEvent, BeforeCheckpointEvent } from "./train/callbacks/events.ts";
export type { BeforeStepEvent, CheckpointEvent, CheckpointLoadedEvent } from "./train/callbacks/events.ts";
export type { EpochEndEvent, EpochStartEvent, ExceptionEvent, FitEnd, FitEndEvent } from "./train/callbacks/events.ts";
export type { FitStartEvent, GradientNorm, ImagesEvent, LoggedImage, Metrics } from "./train/callbacks/events.ts";
export type { ValidationEndEvent, ValidationStartEvent, WindowSums } from "./train/callbacks/events.ts";
export type { FitOptions } from "./train/fit_options.ts";
export type { BeamProgress } from "./train/loop/start_beam.ts";
export { gradientNorm } from "./train/optimizer/gradient_norm.ts";
export { learningRateAt, type ScheduleMoment } from "./train/plan/learning_rate.ts";
export { createJsonlLogger, type JsonlLine, type JsonlLoggerOptions } from "./train/callbacks/jsonl_logger.ts";
export { NonFiniteLossError, type NonFiniteLossFacts } from "./train/loop/non_finite_loss_error.ts";
export type { LearningRate, Optimizer } from "./train/optimizer/optimizer.ts";
export type { OptimizerState } from "./train/optimizer/optimizer_state.ts";
export type { EarlyStopState } from "./train/plan/early_stopping.ts";
export { type Phase, PHASES, type PhaseTime, type Profile } from "./train/profile/profile.ts";
export type { LoggedBatch, LoggedEpoch, LoggedLine, LoggedMetrics, RunEpoch } from "./run/read_metrics.ts";
export { readRun, type StoredCheckpoint, type StoredRun } from "./run/read_run.ts";
export type { GitCommit } from "./run/git_commit.ts";
export type { RunCall } from "./run/run_call.ts";
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
} from "./run/run_record.ts";
export { createProgress, type Progress, type ProgressOptions } from "./train/callbacks/progress.ts";
export { stageAt, type StageFields, type StagePosition, stagesOf, type TrainingMoment } from "./train/plan/stage.ts";
export { createTensorboardLogger } from "./train/callbacks/tensorboard/tensorboard_logger.ts";
export type { TensorboardLoggerOptions } from "./train/callbacks/tensorboard/tensorboard_logger.ts";
export { fit } from "./train/trainer.ts";
export type { FitResult } from "./train/fit_result.ts";
export type { BestCheckpoint, TrainingState } from "./train/checkpoints/training_state.ts";

// recon: from a trained network to an image
export { align, type Aligned, type AlignOptions } from "./recon/image/align.ts";
export type { AbsoluteScale } from "./recon/absolute_scale.ts";
export { correlation } from "./recon/image/correlation.ts";
export { evaluate, evaluateAligned } from "./recon/image/evaluate.ts";
export type { Evaluation, ImageMetrics, Resolution } from "./recon/image/evaluate.ts";
export { amplitudeFigure, comparisonFigure, phaseFigure } from "./recon/image/figures/figures.ts";
export type { Ramp } from "./recon/image/fit_ramp.ts";
export { frc, type RingCorrelation } from "./recon/image/frc.ts";
export type { ImageChecks } from "./recon/reports/image_checks.ts";
export type { PositionCorrections } from "./recon/position_corrections.ts";
export { infer, type InferOptions, type InferResult } from "./recon/infer.ts";
export type { Rectangle } from "./recon/image/largest_rectangle.ts";
export { type KnownScan, loadTrained, type Trained } from "./recon/load_trained.ts";
export { mae } from "./recon/image/mae.ts";
export { msSsim } from "./recon/image/ms_ssim.ts";
export type { PredictedPatches } from "./recon/patches/predict_patches.ts";
export { psnr, type RangeOptions } from "./recon/image/psnr.ts";
export { readReconstruction } from "./recon/read_reconstruction.ts";
export type { RealImage } from "./data/real_image.ts";
export { amplitudeOf, phaseOf } from "./recon/image/real_image.ts";
export { exportWeights, importWeights, type ImportWeightsOptions, type WrittenWeights } from "./recon/weights_file.ts";
export { reconstruct } from "./recon/patches/reconstruct.ts";
export type { ReconstructObserver, ReconstructOptions, ReconstructProgress } from "./recon/patches/reconstruct.ts";
export type { Reconstruction } from "./recon/image/reconstruction.ts";
export { type AmbiguityOptions, removeAmbiguity, type Unambiguous } from "./recon/image/remove_ambiguity.ts";
export { ssim } from "./recon/image/ssim.ts";
export { type PatchBatch, type PatchPositions, stitch, Stitcher, type StitchOptions } from "./recon/patches/stitch.ts";
export { writeReconstruction } from "./recon/write_reconstruction.ts";
