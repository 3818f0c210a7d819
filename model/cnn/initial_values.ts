/**
 * How the parameters of the CNN begin.
 *
 * PtychoPINN takes PyTorch's default initialisation. With it, on real data, training rests on a plateau for about a
 * thousand steps, and one seed in two ends for good where it should not: with amplitudes on the flat negative branch of
 * SiLU, or with the twin image, whose pattern is nearly the same. Here the network starts where the physics decides: a
 * nearly uniform object of amplitude near 1 and phase near 0, and activations whose variance survives the layers. (Where
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

/** Biases of the amplitude head, of the centre and of the ring. */
export const OF_AMPLITUDE_BIAS = { kind: "constant", value: 1 } as const;

/** The same for the ring of a shared decoder: it goes through a SiLU first, after which it is 1. */
export const OF_SHARED_RING = { kind: "constant", value: 1.2785 } as const;

/** Biases of one layer that feeds several heads: a value for all channels of each. */
export function ofHeads(channels: readonly number[], values: readonly number[]): InitialValues {
  const biases = channels.flatMap((count, head) => new Array<number>(count).fill(values[head] ?? 0));
  return { kind: "given", values: Float32Array.from(biases) };
}

// --- internal ---

const HEAD_SCALE = 0.1;
