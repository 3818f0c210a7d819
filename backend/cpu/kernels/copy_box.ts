/**
 * Copying boxes of values from one tensor to another.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { CpuBackend } from "../runtime/cpu_backend.ts";
import { mergeAxes, type StridedAxis } from "./strided_axes.ts";

/** A copy that `assembly/movement/movement.ts` can do. */
export interface BoxCopy {
  /** Elements that lie together in both places. */
  readonly run: number;
  /** The axes of runs, four of them. */
  readonly axes: readonly StridedAxis[];
  /** How many elements are copied. */
  readonly count: number;
}

/** A place: a tensor, and how many elements of it are before the first one that is meant. */
export interface Place {
  readonly tensor: tf.TensorInfo;
  readonly offset?: number;
}

/** Types whose values are in the arena; they are moved as bytes. */
export type Movable = "float32" | "int32" | "bool";

/** Whether values of a type are in the arena. */
export function isMovable(dtype: tf.DataType): dtype is Movable {
  return dtype === "float32" || dtype === "int32" || dtype === "bool";
}

/**
 * Plans a copy.
 *
 * @param axes Axes, outermost first.
 * @returns The plan; undefined if the axes are too many.
 */
export function planCopy(axes: readonly StridedAxis[]): BoxCopy | undefined {
  const merged = mergeAxes(axes);
  const count = axes.reduce((product, { size }) => product * size, 1);
  const last = merged.at(-1);
  const together = last?.from === 1 && last.to === 1;
  const outer = together ? merged.slice(0, -1) : merged;
  if (outer.length > AXES) return undefined;
  return { run: together ? last.size : 1, axes: [...new Array(AXES - outer.length).fill(NONE), ...outer], count };
}

/**
 * Plans a copy of rows.
 *
 * @param rows How many there are, and how far apart they are in either place, in elements.
 * @param run Elements of a row.
 */
export function planRows(rows: StridedAxis, run: number): BoxCopy {
  return { run, axes: [...new Array(AXES - 1).fill(NONE), rows], count: rows.size * run };
}

/**
 * Copies.
 *
 * @param backend The backend.
 * @param plan What is copied.
 * @param places The two tensors, of one type.
 */
export function copyBox(
  backend: CpuBackend,
  plan: BoxCopy,
  places: { readonly from: Place; readonly to: Place },
): void {
  if (plan.count === 0) return;
  const bytes = tf.util.bytesPerElement(places.from.tensor.dtype);
  const [from, to] = [places.from, places.to].map(({ tensor, offset = 0 }) => backend.address(tensor) + offset * bytes);
  const { axes, run, count } = plan;
  const words = [
    ...[from ?? 0, to ?? 0, run * bytes],
    ...axes.map(({ size }) => size),
    ...axes.map((axis) => axis.from * bytes),
    ...axes.map((axis) => axis.to * bytes),
  ];
  backend.run("copyBox", words, { work: count });
}

// --- internal ---

const AXES = 4;

const NONE: StridedAxis = { size: 1, from: 0, to: 0 };
