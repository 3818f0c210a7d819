/**
 * Cutting a box out of an array on the CPU, by runs of neighbouring elements.
 *
 * @module
 */

/** A box: its first index and its size along each axis. */
export interface Box {
  readonly begin: readonly number[];
  readonly size: readonly number[];
}

/**
 * Copies a box.
 *
 * @param values Row-major array.
 * @param shape Its shape.
 * @param box A box that lies inside of it.
 * @returns The elements of the box, row-major.
 */
export function cutBox(values: Float32Array, shape: readonly number[], { begin, size }: Box): Float32Array {
  const result = new Float32Array(size.reduce((product, length) => product * length, 1));
  // Axes that are taken as a whole continue the run of the axis before them.
  let axis = shape.length - 1;
  let run = 1;
  while (axis > 0 && size[axis] === shape[axis]) run *= shape[axis--] as number;
  const stride = strides(shape);
  const length = run * (size[axis] ?? 1);
  const outer = size.slice(0, Math.max(axis, 0));
  const index = outer.map(() => 0);
  for (let to = 0; to < result.length; to += length) {
    let from = (begin[axis] ?? 0) * run;
    for (let i = 0; i < outer.length; i++) {
      from += ((begin[i] as number) + (index[i] as number)) * (stride[i] as number);
    }
    copy(values, from, result, to, length);
    for (let i = outer.length - 1; i >= 0; i--) {
      index[i] = ((index[i] as number) + 1) % (outer[i] as number);
      if (index[i] !== 0) break;
    }
  }
  return result;
}

// --- internal ---

function strides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
}

/** A call of `set` costs more than a few elements do. */
function copy(values: Float32Array, from: number, result: Float32Array, to: number, length: number): void {
  if (length > 64) return result.set(values.subarray(from, from + length), to);
  for (let i = 0; i < length; i++) result[to + i] = values[from + i] as number;
}
