/**
 * The gradient of tensorflow.js' `FusedConv2D`, a convolution with its bias and ReLU in one kernel, which tensorflow.js
 * has only without a gradient.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/**
 * The kernel that takes the gradient back through a ReLU and sums it by channel: inputs `dy` and the ReLU's output `y`
 * (…, C); outputs the gradient before the ReLU, of the same shape, and its sum (C).
 */
export const BIAS_RELU_GRADIENT = "BiasReluGradient";

/** The gradient by input, filter and bias. */
export const FUSED_CONVOLUTION_GRADIENT: tf.GradConfig = {
  kernelName: "FusedConv2D",
  inputsToSave: ["x", "filter"],
  outputsToSave: [true],
  gradFunc: (dy, saved, attributes) => gradients(dy as tf.Tensor4D, saved as tf.Tensor4D[], attributes),
};

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

function run<T extends tf.Tensor | tf.Tensor[]>(
  name: string,
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap = {},
): T {
  return tf.engine().runKernel(name, inputs, attributes) as T;
}
