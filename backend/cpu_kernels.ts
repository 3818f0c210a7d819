/**
 * Puts our kernels in the place of tensorflow.js' own on its `cpu` backend. What ours do not compute, channels first, is
 * passed on to the kernel that was there before.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { convolve, filterGradient } from "./cpu_convolution.ts";

/** Registers the kernels; calling it again changes nothing. */
export function installCpuKernels(): void {
  for (const [name, kernel] of Object.entries(KERNELS)) {
    tf.unregisterKernel(name, "cpu");
    tf.registerKernel({
      kernelName: name,
      backendName: "cpu",
      kernelFunc: (call) => attribute(call.attrs, "dataFormat") === "NHWC" ? kernel(call) : stock(name)(call),
    });
  }
}

// --- internal ---

type KernelCall = Parameters<tf.KernelFunc>[0];

const KERNELS: Readonly<Record<string, (call: KernelCall) => tf.TensorInfo>> = {
  Conv2D({ inputs, attrs, backend }): tf.TensorInfo {
    const x = input(inputs, "x");
    const filter = input(inputs, "filter");
    const sizes = sizesOf(x.shape, filter.shape, attrs);
    return write(backend, convolve(read(backend, x), read(backend, filter), sizes), sizes.outShape);
  },
  Conv2DBackpropFilter({ inputs, attrs, backend }): tf.TensorInfo {
    const x = input(inputs, "x");
    const filterShape = attribute<number[]>(attrs, "filterShape");
    const sizes = sizesOf(x.shape, filterShape, attrs);
    return write(backend, filterGradient(read(backend, x), read(backend, input(inputs, "dy")), sizes), filterShape);
  },
};

/** The kernels of tensorflow.js, as they were before any was replaced. */
const STOCK = new Map(Object.keys(KERNELS).map((name) => [name, tf.getKernel(name, "cpu")]));

function stock(name: string): tf.KernelFunc {
  return STOCK.get(name)?.kernelFunc ?? tf.getKernel(name, "cpu").kernelFunc;
}

function attribute<T>(attrs: KernelCall["attrs"], name: string): T {
  return (attrs as Readonly<Record<string, unknown>> | undefined)?.[name] as T;
}

function input(inputs: KernelCall["inputs"], name: string): tf.TensorInfo {
  const tensor = inputs[name];
  if (!tensor) throw new TypeError(`Cannot run a kernel as it lacks an input: current value is no ${name}`);
  return tensor;
}

function read(backend: unknown, tensor: tf.TensorInfo): Float32Array {
  return (backend as tf.KernelBackend).readSync(tensor.dataId) as Float32Array;
}

function write(backend: unknown, values: Float32Array, shape: readonly number[]): tf.TensorInfo {
  const dataId = (backend as tf.KernelBackend).write(values, [...shape], "float32");
  return { dataId, shape: [...shape], dtype: "float32" };
}

type Shape4 = [number, number, number, number];

function sizesOf(
  xShape: readonly number[],
  filterShape: readonly number[],
  attrs: KernelCall["attrs"],
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    [...xShape] as Shape4,
    [...filterShape] as Shape4,
    attribute<number>(attrs, "strides"),
    attribute<number | undefined>(attrs, "dilations") ?? 1,
    attribute<"same" | "valid">(attrs, "pad"),
    attribute<"floor">(attrs, "dimRoundingMode"),
  );
}
