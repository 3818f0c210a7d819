/**
 * The gradient of convolutions, in operations that a GPU does fast.
 *
 * For filters of odd size, stride 1 and "same" padding, the gradient by the input is a convolution of the output's
 * gradient with the filter turned by 180° and its channels exchanged; the gradient by the filter is, for each of its
 * taps, a matrix product of the shifted input with the output's gradient. Anything else takes the kernels that
 * tensorflow.js would have used.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Registers the gradient of the `Conv2D` kernel, for all backends, in place of the one that is there; calling it again
 * changes nothing. On the CPU both gradients stay with their kernels, which are ours.
 */
export function installConvGradient(): void {
  tf.unregisterGradient("Conv2D");
  tf.registerGradient({
    kernelName: "Conv2D",
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const call = { x, filter, dy: dy as tf.Tensor4D, attrs: attrs as unknown as ConvolutionAttributes };
      const composed = tf.getBackend() !== "cpu" && isSimple(call);
      return {
        x: () => composed ? inputGradient(call) : stockInputGradient(call),
        filter: () => composed ? filterGradientByTaps(x, call.dy, filter.shape) : stockFilterGradient(call),
      };
    },
  });
}

/**
 * Gradient by the filter as matrix products, one batch of them for each tap of the filter: the sum over the pixels of a
 * sample is the product's, the sum over samples is done after it. Nothing larger than the input is stored.
 *
 * @param x Input (B, H, W, I).
 * @param dy Gradient of the output (B, H, W, O).
 * @param filterShape Shape (h, w, I, O) of the filter, h and w odd.
 * @returns Gradient of the filter (h, w, I, O).
 */
export function filterGradientByTaps(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: readonly number[]): tf.Tensor4D {
  const [batch, height, width, inputs] = x.shape;
  const [filterHeight = 1, filterWidth = 1, , outputs = 1] = filterShape;
  const [above, beside] = [(filterHeight - 1) / 2, (filterWidth - 1) / 2];
  const padded = tf.pad4d(x, [[0, 0], [above, above], [beside, beside], [0, 0]]);
  const gradients = dy.reshape<tf.Tensor3D>([batch, height * width, outputs]);
  const taps: tf.Tensor[] = [];
  for (let i = 0; i < filterHeight; i++) {
    for (let j = 0; j < filterWidth; j++) {
      const shifted = tf.slice4d(padded, [0, i, j, 0], [batch, height, width, inputs]);
      const perSample = tf.matMul(shifted.reshape<tf.Tensor3D>([batch, height * width, inputs]), gradients, true);
      taps.push(perSample.sum(0));
    }
  }
  return tf.stack(taps).reshape([filterHeight, filterWidth, inputs, outputs]);
}

// --- internal ---

interface ConvolutionAttributes {
  readonly strides: number | number[];
  readonly pad: string | number;
  readonly dataFormat: string;
  readonly dilations: number | number[];
}

interface Call {
  readonly x: tf.Tensor4D;
  readonly filter: tf.Tensor4D;
  readonly dy: tf.Tensor4D;
  readonly attrs: ConvolutionAttributes;
}

function isSimple({ filter, attrs: { strides, pad, dataFormat, dilations } }: Call): boolean {
  const [height, width] = filter.shape;
  const ones = [strides, dilations ?? 1].flat().every((step) => step === 1);
  return ones && pad === "same" && dataFormat === "NHWC" && height % 2 === 1 && width % 2 === 1;
}

function inputGradient({ filter, dy }: Call): tf.Tensor4D {
  const turned = tf.transpose(tf.reverse4d(filter, [0, 1]), [0, 1, 3, 2]);
  return tf.conv2d(dy, turned, 1, "same");
}

function stockInputGradient({ x, filter, dy, attrs }: Call): tf.Tensor4D {
  return tf.engine().runKernel("Conv2DBackpropInput", { dy, filter }, { ...attrs, inputShape: x.shape });
}

function stockFilterGradient({ x, filter, dy, attrs }: Call): tf.Tensor4D {
  return tf.engine().runKernel("Conv2DBackpropFilter", { x, dy }, { ...attrs, filterShape: filter.shape });
}
