/**
 * Putting a kernel of ours in the place of one of tensorflow.js' `webgpu` backend.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";

/** Computes a call, or returns undefined where it does not know how to. */
export type GpuKernel = (call: Parameters<tf.KernelFunc>[0]) => ReturnType<tf.KernelFunc> | undefined;

/**
 * Replaces a kernel; a name that was replaced before stays as it is.
 *
 * @param kernelName A kernel that the `webgpu` backend has.
 * @param kernel Ours; what it does not compute is passed on to the one that was there.
 */
export function replaceGpuKernel(kernelName: string, kernel: GpuKernel): void {
  const stock = tf.getKernel(kernelName, "webgpu");
  if (!stock || replaced.has(kernelName)) return;
  replaced.add(kernelName);
  tf.unregisterKernel(kernelName, "webgpu");
  tf.registerKernel({ ...stock, kernelFunc: (call) => kernel(call) ?? stock.kernelFunc(call) });
}

// --- internal ---

/** tensorflow.js has one registry in a process, and so there is one record of what was replaced in it. */
const replaced = new Set<string>();
