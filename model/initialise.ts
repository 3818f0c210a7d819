/**
 * Initial weights, from the program's one generator, so that a seed gives the same weights on every backend.
 *
 * PtychoPINN takes PyTorch's default initialisation. With it, on real data, training rests on a plateau for about a
 * thousand steps, and one seed in two ends for good where it should not: with amplitudes on the flat negative branch of
 * SiLU, or with the twin image, whose pattern is nearly the same. Here the network starts where the physics decides: a
 * nearly uniform object of amplitude near 1 and phase near 0, and activations whose variance survives the layers. (Where
 * the ring of the amplitude began near 0 instead, it often stayed there, and with it all that lies outside the centre.)
 *
 * @module
 */
import { Random } from "../data/random/random.ts";
import type { ParameterSpec } from "./parameter_specs.ts";
import type { NamedArray } from "../data/formats/safetensors.ts";

/**
 * Draws every parameter, each from a stream of its own: what one is does not depend on which others there are.
 *
 * - Weights of convolutions: normal with variance 2 / fanIn (He et al. 2015, doi:10.1109/ICCV.2015.123); those of the
 *   last layer of either head a tenth of that.
 * - Biases and linear layers: uniform in ±1/√fanIn, as in PyTorch; the biases of the amplitude head, of the centre and
 *   of the ring, are 1.
 *
 * @param specs The parameters.
 * @param seed Any whole number from 0 to 2⁵³.
 * @returns Values in PyTorch layout, by name.
 */
export function initialWeights(specs: readonly ParameterSpec[], seed: number): Map<string, NamedArray> {
  return new Map(specs.map((spec) => {
    const data = new Float32Array(spec.shape.reduce((product, size) => product * size, 1));
    const random = new Random(seed, `weights ${spec.name}`);
    return [spec.name, { shape: spec.shape, data: data.map(distribution(spec, random)) }];
  }));
}

// --- internal ---

const AMPLITUDE_BIAS = /\.decoder_amp\.amp\.conv[12]\.bias$/;
const HEAD = /\.(amp|phase)\.conv[12]\.weight$/;
const HEAD_SCALE = 0.1;

function distribution({ name, shape, fanIn }: ParameterSpec, random: Random): () => number {
  if (AMPLITUDE_BIAS.test(name)) return () => 1;
  if (shape.length < 4) return () => (2 * random.uniform() - 1) / Math.sqrt(fanIn);
  const deviation = Math.sqrt(2 / fanIn) * (HEAD.test(name) ? HEAD_SCALE : 1);
  return () => deviation * random.normal();
}
