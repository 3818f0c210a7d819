/**
 * How the parameters of the CNN begin.
 *
 * PtychoPINN takes PyTorch's default initialisation. With it, on real data, training rests on a plateau for about a
 * thousand steps, and one seed in two ends for good where it should not: with amplitudes on the flat negative branch of
 * SiLU, or with the twin image, whose pattern is nearly the same. Here the network starts where the physics decides: a
 * nearly uniform object of amplitude 1 and phase near 0, and activations whose variance survives the layers. (Where
 * the ring of the amplitude began near 0 instead, it often stayed there, and with it all that lies outside the centre.)
 *
 * @module
 */
import type { InitialValues } from "../parameters/parameter_spec.ts";

/** Weights of a convolution: normal with variance 2 / fanIn (He et al. 2015, doi:10.1109/ICCV.2015.123). */
export function ofConvolution(fanIn: number): InitialValues {
  return { kind: "normal", deviation: Math.sqrt(2 / fanIn) };
}

/** Weights of the last convolution of either head: a tenth of any other's. */
export function ofHead(fanIn: number): InitialValues {
  return { kind: "normal", deviation: Math.sqrt(2 / fanIn) * HEAD_SCALE };
}

/** Biases, and weights of linear layers: uniform in ±1/√fanIn, as in PyTorch. */
export function ofBias(fanIn: number): InitialValues {
  return { kind: "uniform", bound: 1 / Math.sqrt(fanIn) };
}

/** In what a head ends: an activation of the amplitude, or that of the real part. */
export type AmplitudeEnd = "silu" | "softplus" | "relu" | "sigmoid" | "real";

/**
 * The bias with which a head begins to paint an amplitude, or a real part, of 1: as bright as the data where the probe has
 * their energy. A start that is paler is made brighter by all weights at once, and what is painted on the way is common to
 * all patches: their raster. A sigmoid has no 1, and begins at 0.73.
 *
 * @param end In what the head ends.
 */
export function biasOfOne(end: AmplitudeEnd): number {
  return LOGIT_OF_ONE[end];
}

/** x for which the SiLU x / (1 + exp(−x)) is y, of about 1/2 or more. */
export function siluInverse(y: number): number {
  // x = y · (1 + exp(−x)) comes nearer by a factor of 3 at least each time.
  let x = y;
  for (let i = 0; i < 60; i++) x = y * (1 + Math.exp(-x));
  return x;
}

/** Biases of one layer that feeds several heads: a value for all channels of each. */
export function ofHeads(channels: readonly number[], values: readonly number[]): InitialValues {
  const biases = channels.flatMap((count, head) => new Array<number>(count).fill(values[head] ?? 0));
  return { kind: "given", values: Float32Array.from(biases) };
}

// --- internal ---

const HEAD_SCALE = 0.1;

/** x for which the activation is 1; a real part is tanh x + 0.2. */
const LOGIT_OF_ONE: Readonly<Record<AmplitudeEnd, number>> = {
  silu: siluInverse(1),
  softplus: Math.log(Math.E - 1),
  relu: 1,
  sigmoid: 1,
  real: Math.atanh(0.8),
};
