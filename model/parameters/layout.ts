/**
 * The two layouts of a weight. PyTorch stores a convolution's weight as (out, in, height, width) and a linear layer's as
 * (out, in); tensorflow.js computes with (height, width, in, out) and (in, out). Biases are the same in both.
 *
 * @module
 */
import type { NamedArray } from "../../data/formats/safetensors.ts";

/**
 * From PyTorch's layout to that of tensorflow.js.
 *
 * @param array A weight or bias in PyTorch layout.
 * @returns A copy in tensorflow.js layout.
 */
export function toTensorflow(array: NamedArray): NamedArray {
  return permuted(array, { 4: [2, 3, 1, 0], 2: [1, 0] }[array.shape.length]);
}

/**
 * From the layout of tensorflow.js to PyTorch's.
 *
 * @param array A weight or bias in tensorflow.js layout.
 * @returns A copy in PyTorch layout.
 */
export function toPytorch(array: NamedArray): NamedArray {
  return permuted(array, { 4: [3, 2, 0, 1], 2: [1, 0] }[array.shape.length]);
}

// --- internal ---

/** Moves axes: axis i of the result is axis `order[i]` of the array. */
function permuted({ shape, data }: NamedArray, order: readonly number[] = shape.map((_, axis) => axis)): NamedArray {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = order.map((axis) => shape[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 1);
  const result = new Float32Array(data.length);
  const index = sizes.map(() => 0);
  let source = 0;
  for (let target = 0; target < result.length; target++) {
    result[target] = data[source] ?? 0;
    // Counts up like an odometer, the last axis first.
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      const wraps = next === sizes[axis];
      index[axis] = wraps ? 0 : next;
      source += (steps[axis] ?? 0) * (wraps ? 1 - next : 1);
      if (!wraps) break;
    }
  }
  return { shape: sizes, data: result };
}
