/**
 * The kernel that takes chosen rows of a tensor. tensorflow.js' own copies the whole tensor first, which for samples that
 * stay on the accelerator would take longer than a training step.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { isMovable } from "./copy_box.ts";
import type { CpuKernel } from "./cpu_kernel.ts";
import type { KernelCall } from "./kernel_call.ts";

/** `GatherV2` along the first axis, by a list of numbers. */
export const gatherKernels: Readonly<Record<string, CpuKernel>> = {
  GatherV2: (call) => {
    const [x, indices] = [call.input("x"), call.input("indices")];
    const [axis, batchDims] = [call.attribute<number>("axis"), call.attribute<number | undefined>("batchDims") ?? 0];
    const [rows = 0, ...row] = x.shape;
    const whole = axis === 0 && batchDims === 0 && indices.shape.length === 1 && indices.dtype === "int32";
    if (!whole || x.shape.length === 0 || !isMovable(x.dtype)) return undefined;
    const numbers = valuesOf(call, indices);
    for (const number of numbers) requireRow(number, rows);
    const out = call.backend.output([numbers.length, ...row], x.dtype);
    const [from, to] = [valuesOf(call, x), valuesOf(call, out)];
    const length = tf.util.sizeFromShape(row);
    numbers.forEach((number, i) => to.set(from.subarray(number * length, (number + 1) * length), i * length));
    return out;
  },
};

// --- internal ---

/** The values in place. */
function valuesOf({ backend }: KernelCall, { dataId }: tf.TensorInfo): tf.TypedArray {
  return backend.data.get(dataId).values as tf.TypedArray;
}

function requireRow(number: number, rows: number): void {
  if (number >= 0 && number < rows) return;
  throw new RangeError(`Cannot gather a row as it must be one of ${rows}: current value is ${number}`);
}
