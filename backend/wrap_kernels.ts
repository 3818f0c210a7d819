/**
 * Putting something around every kernel of the current backend, to measure it. Wraps may lie within each other and end in
 * any order: one that ends within others lets calls through, and is taken out with the last of those around it.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";

/**
 * Wraps every kernel there is at the time.
 *
 * @param wrap Makes the function that is called in the place of a kernel's.
 * @returns A function that takes the wrap off again; kernels that were registered anew meanwhile stay as they are.
 */
export function wrapKernels(wrap: (kernel: tf.KernelConfig) => tf.KernelFunc): () => void {
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const layers = kernels.map((kernel): Layer => ({ outer: wrap(kernel), inner: kernel.kernelFunc, active: true }));
  kernels.forEach((kernel, index) => {
    const layer = layers[index];
    if (layer) replace(kernel, through(layer));
  });
  return () => {
    for (const layer of layers) layer.active = false;
    for (const kernel of kernels) unwrap(kernel);
  };
}

// --- internal ---

/** One wrap of one kernel. */
interface Layer {
  readonly outer: tf.KernelFunc;
  /** What it was put around. */
  readonly inner: tf.KernelFunc;
  active: boolean;
}

/** The layer of a kernel function that was registered here. */
const LAYERS = new WeakMap<tf.KernelFunc, Layer>();

function through(layer: Layer): tf.KernelFunc {
  const kernelFunc: tf.KernelFunc = (call) => layer.active ? layer.outer(call) : layer.inner(call);
  LAYERS.set(kernelFunc, layer);
  return kernelFunc;
}

/** Takes off every layer that has ended, from the outside as far as the first that has not. */
function unwrap({ kernelName, backendName }: tf.KernelConfig): void {
  const current = tf.getKernel(kernelName, backendName);
  let kernelFunc = current?.kernelFunc;
  for (let layer = layerOf(kernelFunc); layer?.active === false; layer = layerOf(kernelFunc)) kernelFunc = layer.inner;
  if (current && kernelFunc && kernelFunc !== current.kernelFunc) replace(current, kernelFunc);
}

function layerOf(kernelFunc: tf.KernelFunc | undefined): Layer | undefined {
  return kernelFunc && LAYERS.get(kernelFunc);
}

function replace(kernel: tf.KernelConfig, kernelFunc: tf.KernelFunc): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel({ ...kernel, kernelFunc });
}
