/**
 * Puts our kernels in the place of tensorflow.js' own on its `cpu` backend, where those are slow. What ours do not
 * compute, such as other layouts and types, is passed on to the kernel that was there before.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { broadcast, type Target } from "./cpu_broadcast.ts";
import { convolve, filterGradient, inputGradient, matrixProduct } from "./cpu_convolution.ts";
import { KernelCallReader } from "./cpu_kernel_call.ts";
import { cutBox } from "./cpu_slice.ts";

/** Registers the kernels; calling it again changes nothing. */
export function installCpuKernels(): void {
  for (const [kernelName, stock] of STOCK) {
    const kernel = KERNELS[kernelName];
    if (!kernel) continue;
    tf.unregisterKernel(kernelName, "cpu");
    tf.registerKernel({ ...stock, kernelFunc: (call) => kernel(new KernelCallReader(call)) ?? stock.kernelFunc(call) });
  }
}

// --- internal ---

/** A kernel; undefined if it does not compute this call. */
type Kernel = (call: KernelCallReader) => ReturnType<tf.KernelFunc> | undefined;

const KERNELS: Readonly<Record<string, Kernel>> = {
  Conv2D: (call) => {
    const sizes = call.convolution(call.shape("x"), call.shape("filter"));
    return sizes && call.write(convolve(call.read("x"), call.read("filter"), sizes), sizes.outShape);
  },
  Conv2DBackpropFilter: (call) => {
    const shape = call.attribute<number[]>("filterShape");
    const sizes = call.convolution(call.shape("x"), shape);
    return sizes && call.write(filterGradient(call.read("x"), call.read("dy"), sizes), shape);
  },
  Conv2DBackpropInput: (call) => {
    const shape = call.attribute<number[]>("inputShape");
    const sizes = call.convolution(shape, call.shape("filter"));
    if (sizes?.strideHeight !== 1 || sizes.strideWidth !== 1) return undefined;
    return call.write(inputGradient(call.read("dy"), call.read("filter"), sizes), shape);
  },
  BatchMatMul: (call) => {
    const [a, b] = [call.shape("a"), call.shape("b")];
    if (a.length !== 2 || b.length !== 2 || call.attribute<boolean>("transposeA")) return undefined;
    const [rows = 0, inner = 0] = a;
    const turned = call.attribute<boolean>("transposeB");
    const columns = (turned ? b[0] : b[1]) ?? 0;
    const right = turned ? transpose(call.read("b"), columns, inner) : call.read("b");
    return call.write(matrixProduct(call.read("a"), right, { rows, inner, columns }), [rows, columns]);
  },
  Slice: (call) => {
    if (call.input("x").dtype !== "float32") return undefined;
    const shape = call.shape("x");
    const wanted = [call.attribute<number[]>("begin"), call.attribute<number[]>("size")] as const;
    const [begin = [], size = []] = tf.slice_util.parseSliceParams(call.input("x"), ...wanted);
    return call.write(cutBox(call.read("x"), shape, { begin, size }), size);
  },
  SplitV: splitInto,
  Add: elementwise((a, b) => a + b),
  Sub: elementwise((a, b) => a - b),
  Multiply: elementwise((a, b) => a * b),
  RealDiv: elementwise((a, b) => a / b),
  Equal: elementwise((a, b) => a === b ? 1 : 0, "bool"),
};

/** The kernels of tensorflow.js, as they were before any was replaced. */
const STOCK = new Map(
  Object.keys(KERNELS).flatMap((name) => {
    const stock = tf.getKernel(name, "cpu");
    return stock ? [[name, stock]] : [];
  }),
);

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  return values.map((_, index) => values[(index % rows) * columns + Math.floor(index / rows)] ?? 0);
}

function splitInto(call: KernelCallReader): tf.TensorInfo[] | undefined {
  if (call.input("x").dtype !== "float32") return undefined;
  const shape = call.shape("x");
  const axis = tf.util.parseAxisParam(call.attribute<number>("axis"), shape)[0] ?? 0;
  const begin = shape.map(() => 0);
  const lengths = tf.backend_util.prepareSplitSize(call.input("x"), call.attribute("numOrSizeSplits"), axis);
  return lengths.map((length) => {
    const size = shape.with(axis, length);
    const part = call.write(cutBox(call.read("x"), shape, { begin, size }), size);
    begin[axis] = (begin[axis] ?? 0) + length;
    return part;
  });
}

/** Functions of two arrays of different shapes; of equal shapes tensorflow.js does as well. */
function elementwise(f: (a: number, b: number) => number, dtype: "float32" | "bool" = "float32"): Kernel {
  return (call) => {
    const [a, b] = [call.shape("a"), call.shape("b")];
    const different = a.length !== b.length || a.some((size, axis) => size !== b[axis]);
    if (!different || call.input("a").dtype !== "float32" || call.input("b").dtype !== "float32") return undefined;
    const shape = tf.backend_util.assertAndGetBroadcastShape(a, b);
    const length = tf.util.sizeFromShape(shape);
    const target: Target = dtype === "bool" ? new Uint8Array(length) : new Float32Array(length);
    broadcast(target, [{ values: call.read("a"), shape: a }, { values: call.read("b"), shape: b }], shape, f);
    return call.write(target, shape, dtype);
  };
}
