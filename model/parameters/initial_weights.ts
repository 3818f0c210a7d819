/**
 * Initial weights, from the program's one generator, so that a seed gives the same weights on every backend. How each
 * parameter begins is the network's affair ({@link ParameterSpec}).
 *
 * @module
 */
import type { NamedArray } from "../../data/formats/safetensors.ts";
import { Random } from "../../data/random/random.ts";
import type { DrawnValues, ParameterSpec } from "./parameter_spec.ts";

/**
 * Draws every parameter, each from a stream of its own: what one is does not depend on which others there are.
 *
 * @param specs The parameters.
 * @param seed Any whole number from 0 to 2⁵³.
 * @returns Values in PyTorch layout, by name.
 */
export function initialWeights(specs: readonly ParameterSpec[], seed: number): Map<string, NamedArray> {
  return new Map(specs.map((spec) => [spec.name, { shape: spec.shape, data: firstValues(spec, seed) }]));
}

// --- internal ---

function firstValues({ name, shape, initial }: ParameterSpec, seed: number): Float32Array {
  if (initial.kind === "given") return initial.values.slice();
  const random = new Random(seed, `weights ${name}`);
  return new Float32Array(shape.reduce((product, size) => product * size, 1)).map(distribution(initial, random));
}

function distribution(initial: DrawnValues, random: Random): () => number {
  switch (initial.kind) {
    case "normal":
      return () => initial.deviation * random.normal();
    case "uniform":
      return () => initial.bound * (2 * random.uniform() - 1);
    case "constant":
      return () => initial.value;
  }
}
