/**
 * How to walk two tensors of different shapes together.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";

/** Distances are in numbers; 0 along axes where one serves all. */
export interface BroadcastPlan {
  /** Shape of the result. */
  readonly shape: readonly number[];
  /** Its size along as few axes as do, four in all. */
  readonly sizes: readonly number[];
  /** Distances of the first operand along these. */
  readonly a: readonly number[];
  /** Distances of the second operand. */
  readonly b: readonly number[];
}

/** Axes that the kernels can walk. */
const AXES = 4;

/**
 * Merges the axes along which both operands lie alike.
 *
 * @param a Shape of the first operand.
 * @param b Shape of the second operand.
 * @returns The plan; undefined if it takes more than four axes.
 */
export function planBroadcast(a: number[], b: number[]): BroadcastPlan | undefined {
  const shape = tf.backend_util.assertAndGetBroadcastShape(a, b);
  const [aStrides, bStrides] = [strides(a, shape.length), strides(b, shape.length)];
  const axes: Axis[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const [size = 1, aStride = 0, bStride = 0] = [shape[axis], aStrides[axis], bStrides[axis]];
    if (size === 1) continue;
    const inner = axes[0];
    if (inner && aStride === inner.a * inner.size && bStride === inner.b * inner.size) inner.size *= size;
    else axes.unshift({ size, a: aStride, b: bStride });
  }
  if (axes.length > AXES) return undefined;
  // A tensor of one number is a line of one.
  if (axes.length === 0) axes.push({ size: 1, a: 1, b: 1 });
  while (axes.length < AXES) axes.unshift({ size: 1, a: 0, b: 0 });
  return { shape, sizes: axes.map(({ size }) => size), a: axes.map((axis) => axis.a), b: axes.map((axis) => axis.b) };
}

// --- internal ---

interface Axis {
  size: number;
  readonly a: number;
  readonly b: number;
}

/** Distances along the axes of a broadcast shape of so many; 0 where the tensor has size 1 or no axis. */
function strides(shape: readonly number[], rank: number): number[] {
  let distance = 1;
  const result = new Array<number>(rank).fill(0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    if (size !== 1) result[axis + rank - shape.length] = distance;
    distance *= size;
  }
  return result;
}
