/**
 * Elementwise functions of two arrays of different shapes on the CPU, with the broadcasting rules of NumPy. Axes along
 * which both arrays run on alike are merged, so that what is left is a loop over rows.
 *
 * @module
 */

/** An array: row-major values and their shape. */
export interface Operand {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** An array to be filled. */
export type Target = Float32Array | Uint8Array;

/**
 * Fills `target` with f(a, b), elementwise.
 *
 * @param target As many elements as the broadcast shape has.
 * @param operands The two arrays.
 * @param shape The broadcast shape.
 * @param f The function.
 */
export function broadcast(
  target: Target,
  [a, b]: readonly [Operand, Operand],
  shape: readonly number[],
  f: (a: number, b: number) => number,
): void {
  const axes = mergedAxes(shape, stridesIn(a.shape, shape), stridesIn(b.shape, shape));
  const inner = axes.pop() ?? { size: 1, a: 0, b: 0 };
  const index = axes.map(() => 0);
  let [atA, atB] = [0, 0];
  for (let start = 0; start < target.length; start += inner.size) {
    for (let i = start, j = atA, k = atB; i < start + inner.size; i++, j += inner.a, k += inner.b) {
      target[i] = f(a.values[j] as number, b.values[k] as number);
    }
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const { size, a: stepA, b: stepB } = axes[axis] as Axis;
      const next = (index[axis] as number) + 1;
      const wraps = next === size;
      index[axis] = wraps ? 0 : next;
      atA += stepA * (wraps ? 1 - next : 1);
      atB += stepB * (wraps ? 1 - next : 1);
      if (!wraps) break;
    }
  }
}

// --- internal ---

/** An axis of the result, and how far one step along it goes in either operand: 0 where the operand is repeated. */
interface Axis {
  readonly size: number;
  readonly a: number;
  readonly b: number;
}

/** Strides of an array of shape `own` along the axes of the broadcast shape. */
function stridesIn(own: readonly number[], shape: readonly number[]): number[] {
  let stride = 1;
  return shape.map((_, axis) => axis).reverse().map((axis) => {
    const size = own[axis - shape.length + own.length] ?? 1;
    const step = size === 1 ? 0 : stride;
    stride *= size;
    return step;
  }).reverse();
}

function mergedAxes(shape: readonly number[], stridesA: readonly number[], stridesB: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  shape.forEach((size, index) => {
    if (size === 1) return;
    const axis = { size, a: stridesA[index] ?? 0, b: stridesB[index] ?? 0 };
    const outer = axes.at(-1);
    const continues = outer && outer.a === axis.a * size && outer.b === axis.b * size;
    if (continues) axes[axes.length - 1] = { ...axis, size: outer.size * size };
    else axes.push(axis);
  });
  return axes;
}
