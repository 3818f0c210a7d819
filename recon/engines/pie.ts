/**
 * Ptychographic iterative engines: ePIE (Maiden and Rodenburg 2009, doi:10.1016/j.ultramic.2009.05.012) and rPIE (Maiden,
 * Johnson and Li 2017, doi:10.1364/OPTICA.4.000736), which differ by a denominator alone: rPIE with α = 1 is ePIE.
 *
 * @module
 */
import {
  correctExitWaves,
  engineStep,
  type EngineWaves,
  type MeasuredPatterns,
  type PatchPlaces,
  type StepSizes,
} from "../../backend/operations/engine.ts";
import * as tf from "../../packages/tensorflow.ts";
import type { EngineOptions } from "./engine_options.ts";

/** Patterns of a batch on the accelerator. */
export interface UploadedPatterns {
  /** Where they lie. */
  readonly places: PatchPlaces;
  /** What was measured. */
  readonly measured: MeasuredPatterns;
}

/** What an update leaves. */
export interface Updated {
  /** The next object and probe. */
  readonly waves: EngineWaves;
  /** (B, 2): Σ |A − √I| and Poisson deviance of each pattern, before the update. */
  readonly residuals: tf.Tensor2D;
}

/**
 * One update by a batch of patterns. No other tensor is left over.
 *
 * @param waves Object and probe; they are used up.
 * @param upload Uploads patterns and where they lie.
 * @param sizes As {@link stepSizes} says.
 */
export function updateByPie(waves: EngineWaves, upload: () => UploadedPatterns, sizes: StepSizes): Updated {
  const [objectRe, objectIm, probeRe, probeIm, residuals] = tf.tidy(() => {
    const { places, measured } = upload();
    const { chi, residuals } = correctExitWaves(waves, places, measured);
    const { object, probe } = engineStep(waves, { places, chi, sizes });
    return [object.re, object.im, probe.re, probe.im, residuals];
  }) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor2D];
  return { waves: { object: { re: objectRe, im: objectIm }, probe: { re: probeRe, im: probeIm } }, residuals };
}

/**
 * How far object and probe go in an iteration: ePIE divides by the greatest light, the others by a mean of it and each
 * pixel's own.
 *
 * @param options The engine's options.
 * @param iteration Number of the iteration, from 0.
 */
export function stepSizes(
  { algorithm, objectStep, probeStep, objectRegularisation, probeRegularisation, probeStart }: EngineOptions,
  iteration: number,
): StepSizes {
  const regularised = algorithm !== "epie";
  return {
    objectStep,
    probeStep: probeStart !== null && iteration >= probeStart ? probeStep : 0,
    objectRegularisation: regularised ? objectRegularisation : 1,
    probeRegularisation: regularised ? probeRegularisation : 1,
  };
}
