/**
 * Permutation of axes.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { copyBox, isMovable, planCopy } from "./copy_box.ts";
import type { CpuBackend } from "../runtime/cpu_backend.ts";
import type { CpuKernel } from "./cpu_kernel.ts";
import { mergeAxes, rowMajorStrides, type StridedAxis } from "./strided_axes.ts";

/**
 * `Transpose`: a copy of boxes where the last axis stays last, else transposed matrices, for which elements must have
 * four bytes.
 */
export const transposeKernels: Readonly<Record<string, CpuKernel>> = {
  Transpose: (call) => {
    const { backend } = call;
    const x = call.input("x");
    if (!isMovable(x.dtype)) return undefined;
    const perm = call.attribute<number[]>("perm");
    const shape = perm.map((axis) => x.shape[axis] ?? 1);
    const [from, to] = [rowMajorStrides(x.shape), rowMajorStrides(shape)];
    const axes = shape.map((size, axis) => ({ size, from: from[perm[axis] ?? 0] ?? 0, to: to[axis] ?? 0 }));
    const matrices = x.dtype === "bool" ? undefined : planMatrices(axes);
    const copy = matrices ? undefined : planCopy(axes);
    if (!matrices && !copy) return undefined;
    const out = backend.output(shape, x.dtype);
    if (copy) copyBox(backend, copy, { from: { tensor: x }, to: { tensor: out } });
    else if (matrices) transpose(backend, matrices, x, out);
    return out;
  },
};

// --- internal ---

const OUTER_AXES = 3;

interface Matrices {
  /** The input's rows; they lie together in the output. */
  readonly rows: StridedAxis;
  /** The input's columns; they lie together in the input. */
  readonly columns: StridedAxis;
  /** The axes around them, three of them. */
  readonly outer: readonly StridedAxis[];
}

/** Undefined where the last axis stays last, or where there are too many axes or nothing to move. */
function planMatrices(axes: readonly StridedAxis[]): Matrices | undefined {
  const merged = mergeAxes(axes);
  const rows = merged.find(({ to }) => to === 1);
  const columns = merged.find(({ from }) => from === 1);
  if (!rows || !columns || rows === columns || axes.some(({ size }) => size === 0)) return undefined;
  const outer = merged.filter((axis) => axis !== rows && axis !== columns);
  if (outer.length > OUTER_AXES) return undefined;
  const none = new Array<StridedAxis>(OUTER_AXES - outer.length).fill({ size: 1, from: 0, to: 0 });
  return { rows, columns, outer: [...none, ...outer] };
}

function transpose(
  backend: CpuBackend,
  { rows, columns, outer }: Matrices,
  x: tf.TensorInfo,
  out: tf.TensorInfo,
): void {
  const words = [
    ...[backend.address(x), backend.address(out), rows.size, columns.size, rows.from * 4, columns.to * 4],
    ...outer.map(({ size }) => size),
    ...outer.map(({ from }) => from * 4),
    ...outer.map(({ to }) => to * 4),
  ];
  backend.run("transpose", words, { work: tf.util.sizeFromShape(x.shape) });
}
