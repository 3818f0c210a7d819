/**
 * Max pooling and its gradient, which goes to the first of the largest values of a window.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { CpuKernel } from "./cpu_kernel.ts";
import type { KernelCall } from "./kernel_call.ts";

/** `MaxPool` and `MaxPoolGrad` of float32. */
export const poolKernels: Readonly<Record<string, CpuKernel>> = {
  MaxPool: (call) => {
    const x = call.input("x");
    const sizes = readSizes(call, x);
    // tensorflow.js shares the values of what is not pooled.
    if (!sizes || sizes.filterHeight * sizes.filterWidth === 1) return undefined;
    const out = call.backend.output(sizes.outShape);
    run(call, isPairs(sizes) ? "maxPoolPairs" : "maxPool", sizes, [x, out, out]);
    return out;
  },
  MaxPoolGrad: (call) => {
    const x = call.input("input");
    const sizes = call.allFloat ? readSizes(call, x) : undefined;
    if (!sizes) return undefined;
    const out = call.backend.output(x.shape);
    run(call, isPairs(sizes) ? "maxPoolPairsGradient" : "maxPoolGradient", sizes, [x, call.input("dy"), out]);
    return out;
  },
};

// --- internal ---

type Sizes = tf.backend_util.Conv2DInfo;

/** Sizes by the call's attributes; undefined where they are not for these kernels. */
function readSizes(call: KernelCall, { shape, dtype }: tf.TensorInfo): Sizes | undefined {
  if (dtype !== "float32" || shape.length !== 4 || tf.util.sizeFromShape(shape) === 0) return undefined;
  return tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    call.attribute<number>("filterSize"),
    call.attribute<number>("strides"),
    1,
    call.attribute<"valid">("pad"),
    call.attribute<"floor">("dimRoundingMode"),
  );
}

/** Whether windows of 2 × 2 lie side by side, and inside. */
function isPairs(sizes: Sizes): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = sizes;
  const twos = [filterHeight, filterWidth, strideHeight, strideWidth].every((length) => length === 2);
  const inside = 2 * sizes.outHeight <= sizes.inHeight && 2 * sizes.outWidth <= sizes.inWidth;
  return twos && inside && padInfo.top === 0 && padInfo.left === 0;
}

function run({ backend }: KernelCall, name: string, sizes: Sizes, tensors: readonly tf.TensorInfo[]): void {
  const words = [
    ...tensors.map((tensor) => backend.address(tensor)),
    ...[sizes.batchSize, sizes.inHeight, sizes.inWidth, sizes.inChannels, sizes.outHeight, sizes.outWidth],
    ...[sizes.filterHeight, sizes.filterWidth, sizes.strideHeight, sizes.strideWidth],
    ...[sizes.padInfo.top, sizes.padInfo.left],
  ];
  backend.run(name, words, { work: tf.util.sizeFromShape(sizes.inShape) });
}
