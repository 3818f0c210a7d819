/**
 * The results of an iterative engine: how far patterns are explained, what looks wrong, and the picture of both.
 *
 * @module
 */
import { readFrames } from "../../data/frames/frames.ts";
import { frameMask } from "../../data/frames/masks.ts";
import type { OpenScan } from "../../data/scan.ts";
import type { Iteration } from "../../run/engine/iteration.ts";
import type { EngineResult } from "../engines/run_engine.ts";
import { figurePng } from "../figures/drawing/figure_png.ts";
import { findInMeasurement } from "../findings/find_all.ts";
import type { Finding } from "../findings/finding.ts";
import type { Ramp } from "../image/fit_ramp.ts";
import { MeanPattern } from "../../data/arrays/mean_pattern.ts";
import type { Diagnostics } from "../results/diagnostics.ts";
import { explainedPatterns } from "../results/explained_patterns.ts";
import { type Results, resultsFigure } from "../results/results_figure.ts";

/** What results are of. */
export interface EngineResultsOf {
  /** What was reconstructed, and with what, in one line. */
  readonly name: string;
  /** The chosen patterns. */
  readonly scan: OpenScan;
  /** Their numbers in the whole scan. */
  readonly numbers: Int32Array;
  /** What the engine has found. */
  readonly result: EngineResult;
  /** Its iterations, as they are told. */
  readonly iterations: readonly Iteration[];
  /** Its `objectRamp`. */
  readonly ramp: Ramp;
}

/** Results, to be told and written. */
export interface EngineResults {
  /** What looks wrong, problems first. */
  readonly findings: readonly Finding[];
  /** What is kept for reports and pages. */
  readonly diagnostics: Diagnostics;
  /** Bytes of `results.png`. */
  readonly png: Uint8Array;
}

/**
 * Makes the results.
 *
 * @param of What they are of.
 */
export async function engineResults(
  { name, scan, numbers, result, iterations, ramp }: EngineResultsOf,
): Promise<EngineResults> {
  const { reconstruction, canvas, probe, background } = result;
  const waves = { canvas, origin: reconstruction.origin, probe, background };
  const { x, y, statistics: { energies, greatest }, photons, patchSize } = scan;
  const residuals = result.patterns?.rFactor ?? new Float64Array(scan.count).fill(NaN);
  const patterns = { positions: { x, y }, numbers, residuals, energies, greatest };
  const mean = meanPattern(scan);
  const diagnostics: Results["diagnostics"] = {
    ...{ patterns, mean, probe, photons, shown: await explainedPatterns(scan, { numbers, residuals, ...waves }) },
    ...(reconstruction.pixelSize && { pixelSize: reconstruction.pixelSize }),
  };
  const findings = findInMeasurement({
    ...{ image: reconstruction, mask: mean.mask, patterns: { ...patterns, photons, patchSize } },
  });
  const figure = resultsFigure({ name, reconstruction, ramp, diagnostics, findings, epochs: [], iterations });
  return { findings, diagnostics: { ...diagnostics, patches: null }, png: await figurePng(figure, { scale: SCALE }) };
}

// --- internal ---

/** That of an inference's picture. */
const SCALE = 1.25;

/** Patterns that are read at once. */
const CHUNK = 64;

function meanPattern({ count, frames, masks, patchSize }: OpenScan): ReturnType<MeanPattern["finish"]> {
  const mean = new MeanPattern(patchSize);
  for (let first = 0; first < count; first += CHUNK) {
    const places = Int32Array.from({ length: Math.min(CHUNK, count - first) }, (_, k) => first + k);
    const images = readFrames(frames, places);
    places.forEach((place, k) => {
      mean.add(images.subarray(k * patchSize ** 2, (k + 1) * patchSize ** 2), frameMask(masks, place));
    });
  }
  return mean.finish();
}
