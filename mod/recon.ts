/**
 * From a trained network to an image: inference, stitching, and how good the image is.
 *
 * ```ts
 * import { evaluate } from "@exitwave/exitwave/recon";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const side = 32;
 * const phase = Float64Array.from({ length: side * side }, (_, pixel) => Math.sin(pixel / 7));
 * const [re, im] = [Math.cos, Math.sin].map((part) => Float32Array.from(phase, part)) as [Float32Array, Float32Array];
 * const image = { height: side, width: side, re, im };
 * const truth = { object: image, mask: new Uint8Array(side * side).fill(1), origin: { y: 0, x: 0 } };
 * // Diffraction does not tell the global phase of an object, so evaluation removes it before it compares.
 * const turned = { ...truth, object: { ...image, re: im.map((value) => -value), im: re } };
 * assertAlmostEquals(evaluate(turned, truth).phase.correlation ?? NaN, 1, 1e-3);
 * ```
 *
 * @module
 */

export { align, type Aligned, type AlignOptions } from "../recon/image/align.ts";
export type { AbsoluteScale } from "../recon/absolute_scale.ts";
export { correlation } from "../recon/image/correlation.ts";
export { evaluate, evaluateAligned } from "../recon/image/evaluate.ts";
export type { Evaluation, ImageMetrics, Resolution } from "../recon/image/evaluate.ts";
export type { Ramp } from "../recon/image/fit_ramp.ts";
export { frc, type RingCorrelation } from "../recon/image/frc.ts";
export type { Finding, FindingCode } from "../recon/findings/finding.ts";
export type { Heads, HeadStatistics, PatchPart } from "../recon/findings/patch_moments.ts";
export type { EpochLosses } from "../recon/findings/loss_course.ts";
export type { MeanOfPatterns } from "../data/arrays/mean_pattern.ts";
export type { Diagnostics, PatternNumbers } from "../recon/results/diagnostics.ts";
export type { DrawnIteration } from "../recon/figures/iterations_chart.ts";
export { readDiagnostics } from "../recon/results/diagnostics_file.ts";
export { type BesideDiagnostics, findingsOf } from "../recon/results/findings_of.ts";
export { type Results, resultsFigure } from "../recon/results/results_figure.ts";
export { evaluateHalfScans, type HalfScans, type HalfScansOptions } from "../recon/half_scans/half_scans.ts";
export type { HalfScanComparison, HalfScanResolution } from "../recon/half_scans/compare_halves.ts";
export type { HalfImages, HalfImagesOptions } from "../recon/half_scans/half_images.ts";
export type { HalfScansFiles, HalfScansFound } from "../recon/half_scans/half_scans_files.ts";
export type { ImageChecks } from "../recon/reports/image_checks.ts";
export type { LearnedBeam, PositionCorrections } from "../run/learned_beam.ts";
export { infer } from "../recon/infer.ts";
export type { InferOptions, InferResult } from "../recon/inference_result.ts";
export type { Rectangle } from "../recon/image/largest_rectangle.ts";
export { type KnownScan, loadTrained, type Trained } from "../recon/load_trained.ts";
export { mae } from "../recon/image/mae.ts";
export { msSsim } from "../recon/image/ms_ssim.ts";
export type { PaintedPatches, PatchRange, PatchTaker } from "../recon/patches/patch_taker.ts";
export type { PredictedPatches } from "../recon/patches/predict_patches.ts";
export { psnr, type RangeOptions } from "../recon/image/psnr.ts";
export { readReconstruction } from "../recon/read_reconstruction.ts";
export { amplitudeOf, phaseOf } from "../recon/image/real_image.ts";
export { exportWeights, importWeights, type ImportWeightsOptions, type WrittenWeights } from "../recon/weights_file.ts";
export { reconstruct } from "../recon/engine_run/reconstruct.ts";
export type {
  EngineCallback,
  EngineCheckpointEvent,
  EngineImagesEvent,
  IterationEndEvent,
  RunEndEvent,
  RunStartEvent,
} from "../recon/engine_run/callbacks/engine_callback.ts";
export type { EngineState, KeptArrays } from "../recon/engines/state/engine_state.ts";
export type { ReconstructOptions } from "../recon/engine_run/reconstruct_options.ts";
export type { ReconstructResult } from "../recon/engine_run/reconstruct_result.ts";
export type { Iteration } from "../run/engine/iteration.ts";
export type { RunEnd } from "../run/run_record.ts";
export type { Refinement } from "../recon/refine_image.ts";
export type { EngineProgress } from "../recon/engines/engine_events.ts";
export type { IterationResiduals, PatternResiduals } from "../recon/engines/state/residuals.ts";
export {
  type OrientationTrial,
  tryOrientations,
  type TryOrientationsOptions,
} from "../recon/orientation_trial/try_orientations.ts";
export type { AxesTry } from "../recon/orientation_trial/try_axes.ts";
export type { AxesVerdict } from "../recon/orientation_trial/judge_axes.ts";
export type { ScanAxes } from "../recon/orientation_trial/scan_axes.ts";
export type { Orientation } from "../data/study/by_object/orientations.ts";
export { ORIENTATIONS } from "../config/fields/import_section.ts";
export { reconstructSamples } from "../recon/patches/reconstruct_samples.ts";
export type {
  ReconstructSamplesObserver,
  ReconstructSamplesOptions,
  ReconstructSamplesProgress,
} from "../recon/patches/reconstruct_samples.ts";
export type { Reconstruction } from "../recon/image/reconstruction.ts";
export { type AmbiguityOptions, removeAmbiguity, type Unambiguous } from "../recon/image/remove_ambiguity.ts";
export { ssim } from "../recon/image/ssim.ts";
export { type PatchBatch, type PatchPositions, stitch, Stitcher, type StitchOptions } from "../recon/patches/stitch.ts";
export type { ImageFiles } from "../recon/write_image.ts";
export type { FoundVariation } from "../recon/engines/state/found_variation.ts";
export { type FoundBeside, writeReconstruction } from "../recon/write_reconstruction.ts";
