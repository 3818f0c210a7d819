/**
 * Outputs of kernels and the gradients that tensorflow.js makes by them.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Runs a function and its gradient.
 *
 * @param f The function.
 * @param inputs Its inputs.
 * @param dys Gradients by its outputs.
 * @returns The outputs, then the gradients by the inputs.
 */
export function differentiate(
  f: (...inputs: tf.Tensor[]) => tf.Tensor[],
  inputs: tf.Tensor[],
  dys: readonly Float32Array[],
): tf.Tensor[] {
  const weighed = (...inputs: tf.Tensor[]): tf.Tensor =>
    tf.addN(f(...inputs).map((output, k) => output.mul(tf.tensor(dys[k] ?? [], output.shape)).sum()));
  return [...f(...inputs), ...tf.grads(weighed)(inputs)];
}

/** Runs a kernel by its name. */
export function run<T extends tf.Tensor | tf.Tensor[]>(kernel: string, inputs: tf.NamedTensorMap): T {
  return tf.engine().runKernel(kernel, inputs);
}
