/**
 * Kernels that tensorflow.js does not have, on WebGPU.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { GpuBackend, GpuInputs } from "./gpu_backend.ts";

/** A call of a kernel. */
export interface GpuKernelCall {
  /** The backend. */
  readonly backend: GpuBackend;
  /** Tensors by name. */
  readonly inputs: GpuInputs;
  /** Attributes by name. */
  readonly attributes: tf.NamedAttrMap;
}

/** Computes a call; one output or several, as the kernel has. */
export type NewGpuKernel = (call: GpuKernelCall) => tf.TensorInfo | tf.TensorInfo[];

/** Registers kernels for `webgpu`; those that it has already stay as they are. */
export function registerGpuKernels(kernels: Readonly<Record<string, NewGpuKernel>>): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, "webgpu")) continue;
    tf.registerKernel({
      kernelName,
      backendName: "webgpu",
      kernelFunc: ({ inputs, attrs, backend }) =>
        kernel({ backend: backend as GpuBackend, inputs: inputs as GpuInputs, attributes: attrs ?? {} }),
    });
  }
}

/** The shape of an input, empty where there is none. */
export function shapeOf(inputs: GpuInputs, name: string): readonly number[] {
  return inputs[name]?.shape ?? [];
}

/** An input as an output: nothing is copied. */
export function againOf({ backend, inputs }: Pick<GpuKernelCall, "backend" | "inputs">, name: string): tf.TensorInfo {
  const input = inputs[name];
  if (input === undefined) throw new TypeError(`Cannot return an input as there is none: current value is ${name}`);
  backend.incRef(input.dataId);
  return { dataId: input.dataId, shape: input.shape, dtype: input.dtype };
}
