/**
 * The gradient of tensorflow.js' `FusedConv2D`, a convolution with its bias and ReLU in one kernel, which tensorflow.js
 * has only without a gradient: a model that runs it trains on every backend.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * The kernel that takes the gradient back through a ReLU and sums it by channel: inputs `dy` and the ReLU's output `y`
 * (…, C); outputs the gradient before the ReLU, of the same shape, and its sum (C). A backend that lacks it gets it
 * composed of its own kernels.
 */
export const BIAS_RELU_GRADIENT = "BiasReluGradient";

/** Registers the gradient, and the kernel it needs where a backend lacks it; calling it again changes nothing. */
export function registerFusedConvolution(): void {
  for (const backendName of tf.engine().backendNames()) {
    if (tf.getKernel(BIAS_RELU_GRADIENT, backendName)) continue;
    tf.registerKernel({ kernelName: BIAS_RELU_GRADIENT, backendName, kernelFunc: composedGradient });
  }
  if (tf.getGradient("FusedConv2D")) return;
  tf.registerGradient({
    kernelName: "FusedConv2D",
    inputsToSave: ["x", "filter"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => gradients(dy as tf.Tensor4D, saved as tf.Tensor4D[], attributes),
  });
}

// --- internal ---

function gradients(
  dy: tf.Tensor4D,
  [x, filter, y]: readonly tf.Tensor4D[],
  attributes: tf.NamedAttrMap,
): { [input: string]: () => tf.Tensor } {
  if (!x || !filter || !y) throw new TypeError("Cannot differentiate a convolution as its inputs were not saved");
  const [dz, dbias] = attributes.activation === "relu"
    ? run<[tf.Tensor4D, tf.Tensor]>(BIAS_RELU_GRADIENT, { dy, y })
    : [dy, dy.sum([0, 1, 2])];
  return {
    x: () => run("Conv2DBackpropInput", { dy: dz, filter }, { ...attributes, inputShape: x.shape }),
    filter: () => run("Conv2DBackpropFilter", { x, dy: dz }, { ...attributes, filterShape: filter.shape }),
    bias: () => dbias,
  };
}

function composedGradient({ inputs: { dy, y } }: Parameters<tf.KernelFunc>[0]): tf.TensorInfo[] {
  if (!dy || !y) throw new TypeError("Cannot run BiasReluGradient as it lacks an input");
  const step = run<tf.Tensor>("Step", { x: y }, { alpha: 0 });
  const dz = run<tf.Tensor>("Multiply", { a: dy, b: step });
  const axis = dz.shape.slice(0, -1).map((_, index) => index);
  const dbias = run<tf.Tensor>("Sum", { x: dz }, { axis, keepDims: false });
  step.dispose();
  return [dz, dbias];
}

function run<T extends tf.Tensor | tf.Tensor[]>(
  name: string,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attributes: tf.NamedAttrMap = {},
): T {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes) as T;
}
