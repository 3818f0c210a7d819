/**
 * Initial weights: those of PyTorch's default initialisation, from our own generator, so that a seed gives the same
 * weights on every backend.
 *
 * @module
 */
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { ParameterSpec } from "./parameter_specs.ts";
import type { NamedArray } from "./safetensors.ts";

/**
 * Draws every parameter uniformly from ±1/√fanIn, in the order of the list.
 *
 * @param specs The parameters.
 * @param seed Any whole number; its lowest 32 bits count.
 * @returns Values in PyTorch layout, by name.
 */
export function initialWeights(specs: readonly ParameterSpec[], seed: number): Map<string, NamedArray> {
  const generator = xoroshiro128plus(seed | 0);
  // The first numbers of neighbouring seeds are alike.
  for (let i = 0; i < 32; i++) generator.next();
  // 24 bits fill the mantissa of a float32: every value in [0, 1) that is drawn is exact.
  const uniform = (): number => (generator.next() >>> 8) / 2 ** 24;
  return new Map(specs.map(({ name, shape, fanIn }) => {
    const bound = 1 / Math.sqrt(fanIn);
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    return [name, { shape, data: data.map(() => bound * (2 * uniform() - 1)) }];
  }));
}
