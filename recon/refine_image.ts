/**
 * The polish: an iterative engine goes on from the image that a network painted and from the probe that it was painted
 * with, until object and probe explain the patterns better than a network's patches can.
 *
 * @module
 */
import type { InferencePayload } from "../config/payload.ts";
import { orthogonalModes } from "../data/arrays/orthogonal_modes.ts";
import type { ComplexImage } from "../data/complex_image.ts";
import { takePatterns } from "../data/joining/take_patterns.ts";
import type { Samples } from "../data/samples.ts";
import type { OpenScan } from "../data/scan.ts";
import { absoluteScale, scaledImage } from "./absolute_scale.ts";
import { EngineCanvas } from "./engines/state/engine_canvas.ts";
import type { EngineOptions } from "./engines/state/engine_options.ts";
import { engineScan } from "./engines/state/engine_scan.ts";
import { measureResiduals } from "./engines/measure_residuals.ts";
import type { IterationResiduals } from "./engines/state/residuals.ts";
import type { EngineProgress } from "./engines/engine_events.ts";
import { runEngine } from "./engines/run_engine.ts";
import type { Reconstruction } from "./image/reconstruction.ts";
import { shownReconstruction } from "./notebook/shown_reconstruction.ts";
import type { Diagnostics } from "./results/diagnostics.ts";
import { explainedPatterns } from "./results/explained_patterns.ts";
import { uprightImage } from "./upright_image.ts";

/** What is refined, and how. */
export interface RefineOptions {
  /** The scan that the samples are of; it must be open. */
  readonly scan: OpenScan;
  /** What the network painted from: which patterns, where they lie, and the probe. */
  readonly samples: Samples;
  /** The engine. */
  readonly engine: EngineOptions;
  /** Whether a GPU does batches again as they were recorded. */
  readonly replay: boolean;
  /** Told why it does not, where it could. */
  readonly onRefusal?: (reason: string) => void;
  /** Called after every batch of patterns. */
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Called after every iteration. */
  readonly onIteration?: (residuals: IterationResiduals) => void;
  /** Stops before a batch; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What the engine did. */
export interface Refinement {
  /** Which one. */
  readonly algorithm: InferencePayload["engine"]["algorithm"];
  /** Residuals of the network's image, scaled as the engine started from it. */
  readonly before: IterationResiduals;
  /** Residuals of what is written. */
  readonly after: IterationResiduals;
  /** Residuals of each iteration, as of every engine those before its updates. */
  readonly iterations: readonly IterationResiduals[];
  /** Modes of the polished probe, orthogonal, the strongest first: with the written object they make √counts. */
  readonly probe: readonly ComplexImage[];
}

/** A polished image. */
export interface RefinedImage extends Refinement {
  /** The object, on the pixels of the network's image. */
  readonly reconstruction: Reconstruction;
  /** (P) R-factor of each pattern. */
  readonly residuals: Float64Array;
  /** The best, the median and the worst pattern, measured and predicted. */
  readonly shown: Diagnostics["shown"];
}

/**
 * Refines an image. It is scaled first, so that with the probe, which is in √counts, it is as bright as the patterns, and
 * turned, so that its mean has no phase: around the image the object is 1.
 *
 * @param painted What the network painted.
 * @param options See {@link RefineOptions}.
 * @throws {RangeError} If no pattern's light falls on the image, or the engine diverges.
 */
export async function refineImage(painted: Reconstruction, options: RefineOptions): Promise<RefinedImage> {
  const { scan, samples, engine, replay, onRefusal, onProgress, onIteration, signal } = options;
  const chosen = chosenPatterns(scan, samples);
  const measured = engineScan(chosen);
  const { patterns, patchSize } = samples;
  const { factor } = absoluteScale(painted, {
    samples: { patterns, patchSize, probeMask: new Float32Array(patchSize ** 2).fill(1) },
    ...{ modes: measured.probe, field: "inference.refine" },
  });
  const object = uprightImage(painted, factor);
  const looking = { batchSize: engine.batchSize, ...(signal && { signal }) };
  const before = await measureResiduals(measured, {
    ...{ ...looking, canvas: new EngineCanvas(measured).start(object), probe: measured.probe },
  });
  const { canvas, probe, iterations, reconstruction: { origin } } = await runEngine(measured, engine, {
    ...{ start: { object }, replay, ...(onRefusal && { onRefusal }), ...(signal && { signal }) },
    ...(onProgress && { onProgress }),
    onIterationEnd: ({ rFactor, poissonDeviance }) => onIteration?.({ rFactor, poissonDeviance }),
  });
  const after = await measureResiduals(measured, { ...looking, canvas, probe });
  const residuals = after.patterns.rFactor;
  return {
    ...{ algorithm: engine.algorithm, before: before.total, after: after.total, iterations, probe, residuals },
    reconstruction: inFrameOf(painted, { canvas, origin }),
    shown: await explainedPatterns(chosen, { numbers: patterns.numbers, residuals, canvas, origin, probe }),
  };
}

/** An image times a factor: the probe is divided by it, so that both make the same patterns. */
export function scaledRefinement(refined: RefinedImage, factor: number): RefinedImage {
  if (factor === 1) return refined;
  const scaled = (part: Float32Array): Float32Array => part.map((value) => value / factor);
  const probe = refined.probe.map(({ re, im, ...size }) => ({ ...size, re: scaled(re), im: scaled(im) }));
  return { ...refined, probe, reconstruction: scaledImage(refined.reconstruction, factor) };
}

/** What is told of a polish beside its image. */
export function refinementOf({ algorithm, before, after, iterations, probe }: Refinement): Refinement {
  return { algorithm, before, after, iterations, probe };
}

/** A sentence where the engine made nothing better, else none. */
export function refinementDoubts({ algorithm, before, after, iterations }: Refinement): string[] {
  if (after.rFactor < before.rFactor) return [];
  const [from, to] = [before, after].map(({ rFactor }) => Number(rFactor.toPrecision(3)));
  return [
    `${iterations.length} iterations of ${algorithm} did not bring the image nearer to the patterns, whose R-factor is ` +
    `${to} after ${from}: make engine.objectStep or engine.probeStep smaller, or leave out inference.refine`,
  ];
}

// --- internal ---

/** The scan as the network saw it: its patterns, their corrected positions, and the probe under its mask. */
function chosenPatterns(scan: OpenScan, { patterns, probe: modes, probeMask }: Samples): OpenScan {
  const { numbers, x, y } = patterns;
  const masked = (part: Float32Array): Float32Array => part.map((value, p) => value * (probeMask[p] ?? 1));
  const probeModes = orthogonalModes(modes.map((mode) => ({ ...mode, re: masked(mode.re), im: masked(mode.im) })));
  const [probe = scan.probe] = probeModes;
  return { ...takePatterns({ ...scan, probe, probeModes }, numbers), x, y };
}

/** What a canvas has on the pixels that another image covers. */
function inFrameOf(
  { object: { height, width }, mask, origin, pixelSize }: Reconstruction,
  found: { readonly canvas: ComplexImage; readonly origin: Reconstruction["origin"] },
): Reconstruction {
  const down = origin.y - found.origin.y, across = origin.x - found.origin.x;
  const [re, im] = [new Float32Array(height * width), new Float32Array(height * width)];
  mask.forEach((covered, p) => {
    if (covered === 0) return;
    const from = (Math.floor(p / width) + down) * found.canvas.width + p % width + across;
    re[p] = found.canvas.re[from] ?? NaN;
    im[p] = found.canvas.im[from] ?? NaN;
  });
  return shownReconstruction({ object: { height, width, re, im }, mask, origin, ...(pixelSize && { pixelSize }) });
}
