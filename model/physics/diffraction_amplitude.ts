/**
 * Far-field diffraction: the amplitude on the detector is the modulus of the Fourier transform of the exit wave
 * (Fraunhofer diffraction).
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ComplexPair } from "./complex_pair.ts";
import { dft2, type DftKernel } from "./dft.ts";

/**
 * Least intensity under the square root. The root's slope is infinite at zero, so a dark pixel would turn every gradient
 * into NaN; below the floor the slope is zero. The floor of the amplitude, 1e-12, is far below any amplitude that
 * a network paints: those are of the order of 1e-8 and above from the first step on.
 */
export const INTENSITY_FLOOR = 1e-24;

/**
 * Diffraction amplitude of exit waves, by the unitary transform: Σ amplitude² equals Σ |exit wave|². Exit waves of modes
 * are incoherent: their intensities are summed before the root.
 *
 * @param exitWaves Complex exit waves (B, N, N), or of P modes (B, P, N, N).
 * @param kernel Transform of size N.
 * @returns Amplitude (B, N, N), DC at [N/2, N/2]; at least 1e-12.
 */
export function diffractionAmplitude(exitWaves: ComplexPair, kernel: DftKernel): tf.Tensor {
  const { re, im } = dft2(exitWaves, kernel);
  const modes = (part: tf.Tensor): tf.Tensor => part.rank > 3 ? part : part.expandDims(1);
  return tf.engine().runKernel("WaveAmplitude", { re: modes(re), im: modes(im) }, { floor: INTENSITY_FLOOR });
}
