/**
 * Doubles in a file of float32: each is the bits of two, so nothing is rounded.
 *
 * @module
 */
import type { NamedArray } from "./safetensors.ts";

/**
 * Doubles as an array of float32.
 *
 * @param values The doubles.
 * @param shape Lengths of their axes.
 * @returns An array with one more axis, of length 2: the bits of each, least significant first. They are not to be computed with.
 */
export function doublesAsFloats(values: Float64Array, shape: readonly number[] = [values.length]): NamedArray {
  return { shape: [...shape, 2], data: new Float32Array(values.slice().buffer) };
}

/**
 * The doubles that {@link doublesAsFloats} made floats of.
 *
 * @param array The array.
 * @throws {TypeError} If its last axis is not of length 2.
 */
export function floatsAsDoubles({ shape, data }: NamedArray): Float64Array<ArrayBuffer> {
  if (shape.at(-1) !== 2) {
    throw new TypeError(`Cannot read doubles as their last axis must be of length 2: current value is [${shape}]`);
  }
  return new Float64Array(data.slice().buffer);
}
