/**
 * Putting something around every kernel of the current backend, to measure it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Wraps every kernel there is at the time.
 *
 * @param wrap Makes the function that is called in the place of a kernel's.
 * @returns A function that leaves the kernels as they were.
 */
export function wrapKernels(wrap: (kernel: tf.KernelConfig) => tf.KernelFunc): () => void {
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  for (const kernel of kernels) replace(kernel, wrap(kernel));
  return () => kernels.forEach((kernel) => replace(kernel, kernel.kernelFunc));
}

// --- internal ---

function replace(kernel: tf.KernelConfig, kernelFunc: tf.KernelFunc): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel({ ...kernel, kernelFunc });
}
