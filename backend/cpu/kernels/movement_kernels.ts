/**
 * Kernels that cut boxes out of tensors, or put tensors together of boxes.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { copyBox, isMovable, type Movable, planCopy, planRows } from "./copy_box.ts";
import type { CpuKernel } from "./cpu_kernel.ts";
import type { KernelCall } from "./kernel_call.ts";
import { rowMajorStrides } from "./strided_axes.ts";

/** `Slice`, `SplitV`, `Concat` and `Tile` of all types that are in the arena. */
export const movementKernels: Readonly<Record<string, CpuKernel>> = {
  Slice: (call) => {
    const x = call.input("x");
    if (!isMovable(x.dtype)) return undefined;
    const wanted = [call.attribute<number[]>("begin"), call.attribute<number[]>("size")] as const;
    const [begin = [], shape = []] = tf.slice_util.parseSliceParams(x, ...wanted);
    tf.slice_util.assertParamsValid(x, begin, shape);
    const [from, to] = [rowMajorStrides(x.shape), rowMajorStrides(shape)];
    const plan = planCopy(shape.map((size, axis) => ({ size, from: from[axis] ?? 0, to: to[axis] ?? 0 })));
    if (!plan) return undefined;
    const out = call.backend.output(shape, x.dtype);
    const offset = begin.reduce((sum, index, axis) => sum + index * (from[axis] ?? 0), 0);
    copyBox(call.backend, plan, { from: { tensor: x, offset }, to: { tensor: out } });
    return out;
  },
  SplitV: (call) => {
    const x = call.input("x");
    const { dtype } = x;
    if (!isMovable(dtype)) return undefined;
    const axis = tf.util.parseAxisParam(call.attribute<number>("axis"), x.shape)[0] ?? 0;
    const lengths = tf.backend_util.prepareSplitSize(x, call.attribute("numOrSizeSplits"), axis);
    const whole = rowsFrom(x.shape, axis);
    let offset = 0;
    return lengths.map((length) => {
      const part = call.backend.output(x.shape.with(axis, length), dtype);
      const { count, run } = rowsFrom(part.shape, axis);
      const plan = planRows({ size: count, from: whole.run, to: run }, run);
      copyBox(call.backend, plan, { from: { tensor: x, offset }, to: { tensor: part } });
      offset += run;
      return part;
    });
  },
  Concat: (call) => {
    const [first] = call.inputs;
    const filled = call.inputs.filter(({ shape }) => tf.util.sizeFromShape(shape) > 0);
    const alike = call.inputs.every(({ dtype }) => dtype === first?.dtype);
    // tensorflow.js shares the values of an only tensor, and checks the shapes of any others.
    if (!first || !alike || !isMovable(first.dtype) || filled.length < 2) return undefined;
    const axis = tf.util.parseAxisParam(call.attribute<number>("axis"), first.shape)[0] ?? 0;
    const shapes = call.inputs.map(({ shape }) => shape);
    tf.backend_util.assertParamsConsistent(shapes, axis);
    return join(call, filled, { axis, shape: tf.backend_util.computeOutShape(shapes, axis), dtype: first.dtype });
  },
  Tile: (call) => {
    const x = call.input("x");
    const reps = call.attribute<number[]>("reps");
    if (!isMovable(x.dtype) || reps.length !== x.shape.length) return undefined;
    const shape = x.shape.map((size, axis) => size * (reps[axis] ?? 1));
    const [from, to] = [rowMajorStrides(x.shape), rowMajorStrides(shape)];
    const plan = planCopy(x.shape.flatMap((size, axis) => {
      const [inStep, outStep] = [from[axis] ?? 0, to[axis] ?? 0];
      return [{ size: reps[axis] ?? 1, from: 0, to: outStep * size }, { size, from: inStep, to: outStep }];
    }));
    if (!plan) return undefined;
    const out = call.backend.output(shape, x.dtype);
    copyBox(call.backend, plan, { from: { tensor: x }, to: { tensor: out } });
    return out;
  },
};

// --- internal ---

/** Rows of a tensor that hold all that lies along an axis and those after it: how many, and of how many elements. */
function rowsFrom(shape: readonly number[], axis: number): { readonly count: number; readonly run: number } {
  return { count: tf.util.sizeFromShape(shape.slice(0, axis)), run: tf.util.sizeFromShape(shape.slice(axis)) };
}

interface Joined {
  readonly axis: number;
  readonly shape: number[];
  readonly dtype: Movable;
}

function join({ backend }: KernelCall, parts: readonly tf.TensorInfo[], joined: Joined): tf.TensorInfo {
  const out = backend.output(joined.shape, joined.dtype);
  const whole = rowsFrom(out.shape, joined.axis);
  let offset = 0;
  for (const tensor of parts) {
    const { run } = rowsFrom(tensor.shape, joined.axis);
    const plan = planRows({ size: whole.count, from: run, to: whole.run }, run);
    copyBox(backend, plan, { from: { tensor }, to: { tensor: out, offset } });
    offset += run;
  }
  return out;
}
