/**
 * A whole inference run: from a trained network and a scan on disk to an image on disk. The network, and how its input is
 * scaled, are those of the training; the inference payload says which scan, which of its patterns, and how patches are
 * stitched.
 *
 * @module
 */
import { acceleratorFor } from "../backend/accelerator_for.ts";
import { requireDeterminism } from "../backend/determinism.ts";
import { notReplayed } from "../backend/step_replays.ts";
import { tuneAccelerator } from "../backend/tune_accelerator.ts";
import { failureBehind, requireTrust } from "../backend/accelerator_failure.ts";
import type { InferencePayload, SciencePayload } from "../config/payload.ts";
import type { ComplexImage } from "../data/complex_image.ts";
import type { OpenScan } from "../data/scan.ts";
import type { Positions } from "../data/positions.ts";
import type { Samples } from "../data/samples.ts";
import { networkOf } from "../model/networks.ts";
import { recordProducts } from "../run/products.ts";
import { absoluteScale, scaledImage } from "./absolute_scale.ts";
import { ImageCheck, withoutDarkDoubts } from "./reports/image_checks.ts";
import { InferenceReports, writeReports } from "./reports/inference_reports.ts";
import { inferenceScience, insistsOnMeasurement } from "./inference_science.ts";
import { type ProductParts, productParts, writeImageProduct } from "./inference_product.ts";
import { loadInferenceSamples } from "./inference_samples.ts";
import { shownInference } from "./notebook/shown_inference.ts";
import { loadTrained, type Trained } from "./load_trained.ts";
import { probeOf } from "./learned_physics.ts";
import { OutputDirectory } from "./output_directory.ts";
import { positionCorrections, writePositions } from "./position_corrections.ts";
import { rehearsePatches } from "./patches/predict_patches.ts";
import { reconstructSamples } from "./patches/reconstruct_samples.ts";
import { objectRamp } from "./image/object_ramp.ts";
import type { Reconstruction } from "./image/reconstruction.ts";
import type { InferOptions, InferResult } from "./inference_result.ts";
import {
  type RefinedImage,
  refineImage,
  type Refinement,
  refinementDoubts,
  refinementOf,
  scaledRefinement,
} from "./refine_image.ts";
import { InferenceResults, type ResultsOf } from "./results/inference_results.ts";
import { requestedScan } from "./requested_scan.ts";
import { trainedModel } from "./trained_model.ts";
import { writeImage, writeResults } from "./write_image.ts";

/**
 * Reconstructs a scan with a trained network and writes `reconstruction.npz`, `reconstructed_amplitude.png` and
 * `reconstructed_phase.png` into `execution.outputDir`, which is created, with `inference.results` also `results.png`
 * and `diagnostics.npz`. `inference.logPatchStats` adds `patch_stats.json` and `patch_grid.png`, `inference.debug` adds images in `debug/`, `inference.product` adds
 * `product.h5` for ptychodus; none changes the others. `inference.varproScaling` makes the amplitude absolute
 * ({@link absoluteScale}). `inference.refine` lets an engine polish the image and the probe, which is then written with it
 * ({@link refineImage}). What an earlier inference wrote there is replaced, all of it, and nothing else.
 *
 * Of the scan that the network was trained on, probe and positions are those that were learned beside it, where they were;
 * corrected positions are written into `positions.npz`.
 *
 * The network and the treatment of data are those of the checkpoint ({@link inferenceScience}). Amplitudes of a scan that
 * was trained on are scaled as they were there, those of another by themselves (`referenceScales`).
 *
 * @param payload Needs `inference.modelPath`; without `inference.scan` the scan is the one that the network was trained on.
 * @throws {RangeError} Where it is missing, no scan is named, the scan's patch size is not that of the network, or the accelerator does
 * not promise what `execution.deterministic` asks for; where a product is wanted and the scan does not tell the size of an object pixel.
 * @throws {Error} Where a file cannot be read or written (the message names it), or the accelerator failed.
 *
 * @example
 * ```ts
 * import { createInferencePayload, infer, inference } from "@exitwave/exitwave";
 * import { assertRejects } from "@std/assert";
 *
 * const payload = createInferencePayload({ inference: inference().modelPath("nowhere").scan("scan.npz") });
 * await assertRejects(() => infer(payload), Error, "Cannot load a trained network from nowhere");
 * ```
 */
export async function infer(payload: InferencePayload, options: InferOptions = {}): Promise<InferResult> {
  const trained = options.trained ?? await loadTrained(requiredModel(payload));
  const science = inferenceScience(payload, trained.payload);
  const { path: scan, warnings: found } = await requestedScan(payload, trained);
  const believesFile = !insistsOnMeasurement(payload, trained.payload, scan);
  using open = new DisposableStack();
  const { frameCache } = payload.execution;
  const wanted = { science, trained, believesFile, frameCache, open };
  const { scan: content, warnings: doubts, learned, samples } = await loadInferenceSamples(scan, wanted);
  const probe = probeOf(content, learned);
  const product = payload.inference.product ? productParts(content, { patterns: samples.patterns, probe }) : null;
  const modes = payload.inference.varproScaling ? probe : null;
  const results = payload.inference.results
    ? {
      ...{ scan, checkpoint: trained.path, science, training: trained.payload, probe },
      ...{ photons: content.photons, batchSize: payload.inference.batchSize },
    }
    : null;
  const given = learned.positions ? { x: content.x, y: content.y } : null;
  const warnings = [...(options.trained ? [] : trained.warnings), ...found, ...doubts];
  warnings.forEach((warning) => options.onWarning?.(warning));
  const output = await OutputDirectory.open(payload.execution.outputDir);
  try {
    return await inferInto(output, payload, {
      ...options,
      ...{ trained, science, scan, content, samples, product, modes, results, given, warnings },
    });
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

// --- internal ---

interface PreparedInference extends InferOptions {
  readonly trained: Trained;
  readonly science: SciencePayload;
  readonly scan: string;
  /** The scan, open. */
  readonly content: OpenScan;
  readonly samples: Samples;
  /** What `product.h5` has beside the image; null where none is wanted. */
  readonly product: ProductParts | null;
  /** Modes of the probe that make the amplitude absolute; null where it stays the network's. */
  readonly modes: readonly ComplexImage[] | null;
  /** What the results are of; null where none are wanted. */
  readonly results: ResultsOf | null;
  /** Positions of the scan as they were read; null where those of the samples are the same. */
  readonly given: Positions | null;
  readonly warnings: readonly string[];
}

async function inferInto(
  output: OutputDirectory,
  payload: InferencePayload,
  { trained, science, scan, content, samples, product, modes, results, given, warnings, ...options }: PreparedInference,
): Promise<InferResult> {
  const accelerator = await acceleratorFor(payload, options.accelerator);
  requireDeterminism(payload.execution.deterministic, accelerator).forEach((doubt) => options.onWarning?.(doubt));
  const { batchSize, crop, patchWeighting, padding } = payload.inference;
  const model = trainedModel(trained, { science, limits: accelerator.limits });
  try {
    await tuneAccelerator(payload.execution, accelerator, {
      step: () => rehearsePatches(model, samples, batchSize),
      ...options.onTuning && { onProgress: options.onTuning },
      ...options.signal && { signal: options.signal },
    });
    const reports = new InferenceReports(samples, { payload, science, scan });
    const check = new ImageCheck(samples, crop, networkOf(science).saturation);
    const gathered = results && new InferenceResults(samples, results);
    const { onProgress, signal } = options;
    const painted = await reconstructSamples(model, samples, {
      ...{ batchSize, crop, patchWeighting, padding },
      observers: [
        check.observer,
        ...(gathered ? [gathered.observer] : []),
        ...reports.observers,
      ],
      replay: payload.execution.replay,
      onRefusal: (reason) => options.onWarning?.(notReplayed("Batches", reason)),
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    });
    const polished = await refined(painted, payload, { content, samples, ...options });
    const image = polished?.reconstruction ?? painted;
    const scale = modes && absoluteScale(image, { samples, modes });
    const reconstruction = scale ? scaledImage(image, scale.factor) : image;
    const refinement = polished && scaledRefinement(polished, scale?.factor ?? 1);
    const ramp = objectRamp(reconstruction.object, reconstruction.mask);
    const rendered = await reports.render(model, trained.path);
    const seen = check.report(polished ? painted : reconstruction);
    const patches = { heads: check.heads(), count: samples.members.length, agreement: seen.agreement };
    const made = gathered && await gathered.make(model, { reconstruction, ramp, patches, refinement });
    await requireTrust(accelerator);
    signal?.throwIfAborted();
    const files = {
      ...await writeImage(output.path, reconstruction, { ramp, probe: refinement?.probe ?? [] }),
      ...(product && {
        product: await writeImageProduct(output.path, reconstruction, refinedProduct(product, refinement)),
      }),
      ...(given && { positions: await writePositions(output.path, given, samples.patterns) }),
      ...await writeReports(output.path, rendered),
    };
    await recordProducts(Object.values(files).flat(), { scan: { path: scan, digest: content.digest } });
    const replaced = await output.removeOthers(Object.values(files).flat());
    // Last: a disk that is full by then has all else.
    const beside = made && await writeResults(output.path, made, { scan: { path: scan, digest: content.digest } });
    const checks = withoutDarkDoubts(seen, made?.findings ?? []);
    const doubts = [...checks.doubts, ...(refinement ? refinementDoubts(refinement) : [])];
    doubts.forEach((doubt) => options.onWarning?.(doubt));
    return shownInference({
      ...{ reconstruction, scan, patterns: samples.patterns.count, checkpoint: trained.path, checks, replaced },
      files: { ...files, ...beside },
      positions: given && positionCorrections(given, samples.patterns),
      findings: made?.findings ?? [],
      absoluteScale: scale,
      refinement: refinement && refinementOf(refinement),
      warnings: [...warnings, ...doubts],
    });
  } catch (error) {
    throw await failureBehind(error, accelerator);
  } finally {
    model.dispose();
  }
}

/** What an engine makes of the image; null where none is wanted. */
async function refined(
  painted: Reconstruction,
  { engine, inference: { refine }, execution: { replay } }: InferencePayload,
  { content, samples, onWarning, onRefine, onIteration, signal }:
    & Pick<PreparedInference, "content" | "samples">
    & Pick<InferOptions, "onWarning" | "onRefine" | "onIteration" | "signal">,
): Promise<RefinedImage | null> {
  if (refine === 0) return null;
  return await refineImage(painted, {
    ...{
      scan: content,
      samples,
      replay,
      onRefusal: (reason) => onWarning?.(notReplayed("Batches", reason)),
      engine: { ...engine, iterations: refine, positionStart: null, probeVariation: 0, backgroundStart: null },
    },
    ...(onRefine && { onProgress: onRefine }),
    ...(onIteration && { onIteration }),
    ...(signal && { signal }),
  });
}

/** A product with the probe that was polished, and what was left after each iteration. */
function refinedProduct(product: ProductParts, refinement: Refinement | null): ProductParts {
  if (!refinement) return product;
  return { ...product, probeModes: refinement.probe, losses: refinement.iterations.map(({ rFactor }) => rFactor) };
}

function requiredModel({ inference: { modelPath } }: InferencePayload): string {
  if (modelPath !== null) return modelPath;
  throw new RangeError("Cannot reconstruct as inference.modelPath must be a path: current value is null");
}
