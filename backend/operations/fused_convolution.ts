/**
 * The gradient of tensorflow.js' `FusedConv2D`, a convolution with its bias and ReLU in one kernel, which tensorflow.js
 * has only without a gradient. It is two kernels, as the gradient by the image is not always wanted:
 *
 * | kernel                | inputs                            | outputs                                              |
 * | --------------------- | --------------------------------- | ---------------------------------------------------- |
 * | `FusedConv2DGradient` | dy, x, filter, and y, the output  | the gradient before the ReLU; by the filter; by the bias; of backends that want it, the filter turned for the other kernel |
 * | `Conv2DBackpropInput` | dy, filter, and turned, if there is one | tensorflow.js', by the image                   |
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
  gradFunc: (dy, [x, filter, y], attributes) => {
    if (!x || !filter || !y) throw new TypeError("Cannot differentiate a convolution as its inputs were not saved");
    const inputs = { dy: dy as tf.Tensor, x, filter, y };
    const parts = run<Gradients>("FusedConv2DGradient", inputs, attributes);
    const [dz, dfilter, dbias, turned] = parts;
    const ofImage = { dy: dz, filter, ...turned && { turned } };
    return {
      x: () => run("Conv2DBackpropInput", ofImage, { ...attributes, inputShape: x.shape }),
      filter: () => dfilter,
      bias: () => dbias,
    };
  },
};

/** What `FusedConv2DGradient` reads. */
export interface ConvolutionGradientInputs {
  readonly dy: tf.Tensor;
  readonly x: tf.Tensor;
  readonly filter: tf.Tensor;
  readonly y: tf.Tensor;
}

/** {@link BIAS_RELU_GRADIENT}, composed of tensorflow.js' operations. */
export function composedBiasReluGradient({ dy, y }: Pick<ConvolutionGradientInputs, "dy" | "y">): tf.Tensor[] {
  const dz = dy.mul(tf.step(y));
  return [dz, dz.sum(dz.shape.slice(0, -1).map((_, axis) => axis))];
}

/** `FusedConv2DGradient`, composed of other kernels. */
export function composedConvolutionGradient(
  { dy, x, filter, y }: ConvolutionGradientInputs,
  attributes: tf.NamedAttrMap,
): Gradients {
  const [dz, dbias] = attributes.activation === "relu"
    ? run<[tf.Tensor, tf.Tensor]>(BIAS_RELU_GRADIENT, { dy, y })
    : [tf.clone(dy), dy.sum([0, 1, 2])];
  const dfilter = run<tf.Tensor>("Conv2DBackpropFilter", { x, dy: dz }, { ...attributes, filterShape: filter.shape });
  return [dz, dfilter, dbias];
}

// --- internal ---

type Gradients = [dz: tf.Tensor, dfilter: tf.Tensor, dbias: tf.Tensor, ...turned: tf.Tensor[]];

function run<T extends tf.Tensor | tf.Tensor[]>(
  name: string,
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap = {},
): T {
  return tf.engine().runKernel(name, inputs, attributes) as T;
}
