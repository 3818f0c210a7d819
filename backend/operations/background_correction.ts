/**
 * The correction of exit waves where a background falls on the detector besides: counts b ≥ 0 that are the same in every
 * pattern and do not interfere. It is composed of kernels and operations; without a background it is the kernel itself.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { centredFourier } from "./centred_fourier.ts";
import { comparePatterns } from "./composed_engine.ts";
import {
  correctExitWaves,
  type EngineWaves,
  type ExitWaveCorrection,
  exitWaves,
  LEAST_INTENSITY,
  type Likelihood,
  type MeasuredPatterns,
  type PatchPlaces,
} from "./engine.ts";

/**
 * What {@link correctExitWaves} says, with I = Σ over modes |Ψ|² + b: where patterns are explained by waves and background
 * together, nothing is lacking.
 *
 * @param waves Object and probe; they are only read.
 * @param places Where the batch's patches lie.
 * @param measured The batch's patterns with their background, and what is to be likely; `amplitude` where it is left out.
 */
export function correctWithBackground(
  waves: EngineWaves,
  places: PatchPlaces,
  measured: MeasuredPatterns & { readonly likelihood?: Likelihood },
): ExitWaveCorrection {
  const { background, amplitude, mask, matrix, likelihood = "amplitude" } = measured;
  if (!background) return correctExitWaves(waves, places, measured);
  const far = centredFourier(exitWaves(waves, places), matrix, false);
  const intensity = tf.maximum(far.re.square().add(far.im.square()).sum(1).add(background), LEAST_INTENSITY);
  const patterns = { measured: amplitude, predicted: tf.sqrt(intensity), mask: mask ?? tf.scalar(1) };
  const { factors, residuals } = comparePatterns(patterns, likelihood);
  const factor = factors.expandDims(1);
  return {
    chi: centredFourier({ re: far.re.mul(factor), im: far.im.mul(factor) }, matrix, true),
    ...{ residuals, intensity },
  };
}
