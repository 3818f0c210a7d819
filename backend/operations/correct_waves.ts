/**
 * The correction of exit waves that are given, whatever they were made of, composed of tensorflow.js' operations but for the
 * transforms where there are several modes: what `correctExitWaves` does of those of one object and one probe.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { centredFourier } from "./centred_fourier.ts";
import { comparePatterns } from "./composed_engine.ts";
import {
  correctExitWaves,
  type ExitWaveCorrection,
  LEAST_INTENSITY,
  type Likelihood,
  type MeasuredPatterns,
  type Wave,
} from "./engine.ts";

/**
 * χ and residuals of exit waves, by the formulas of `correctExitWaves`.
 *
 * @param exit ψ (B, M, N, N); it is only read.
 * @param measured The batch's patterns, and what is to be likely.
 */
export function correctWaves(
  exit: Wave,
  measured: MeasuredPatterns & { readonly likelihood: Likelihood },
): ExitWaveCorrection {
  const [count = 0, modes, side = 0] = exit.re.shape, { background, amplitude, mask, damping, matrix } = measured;
  if (modes === 1) return correctLoneWaves(exit, measured, [count, side]);
  const far = centredFourier(exit, matrix, false);
  const waves = far.re.square().add(far.im.square()).sum(1);
  const intensity = tf.maximum(background ? waves.add(background) : waves, LEAST_INTENSITY);
  const patterns = { measured: amplitude, predicted: tf.sqrt(intensity), mask, damping };
  const { factors, residuals } = comparePatterns(patterns, measured.likelihood);
  const factor = factors.expandDims(1);
  const chi = centredFourier({ re: far.re.mul(factor), im: far.im.mul(factor) }, matrix, true);
  return { chi, residuals, ...(background && { intensity }) };
}

// --- internal ---

/** Exit waves of one mode are what an object makes in which they lie one below the other, and a probe of 1. */
function correctLoneWaves(
  { re, im }: Wave,
  measured: Parameters<typeof correctWaves>[1],
  [count, side]: readonly [count: number, side: number],
): ExitWaveCorrection {
  const shape = [count * side, side], probe = [1, side, side];
  const waves = {
    object: { re: re.reshape(shape), im: im.reshape(shape) },
    probe: { re: tf.ones(probe), im: tf.zeros(probe) },
  };
  const rows = Int32Array.from({ length: 2 * count }, (_, k) => k % 2 === 0 ? side * k / 2 : 0);
  const places = { corners: tf.tensor2d(rows, [count, 2], "int32"), fractions: tf.zeros<tf.Rank.R2>([count, 2]) };
  return correctExitWaves(waves, places, measured);
}
