/**
 * Convolutional block attention in kernels that a model runs by name, each with a gradient: every one of them that sees the
 * activations x (B, H, W, C), and its gradient, goes through them once.
 *
 * | kernel            | inputs                  | outputs                                                         |
 * | ----------------- | ----------------------- | --------------------------------------------------------------- |
 * | `SummarisePixels` | x                       | x; means over pixels, then maxima (2B, C); pixels that have the maximum (B, C) |
 * | `ChannelGate`     | pooled (2B, C), narrow (C, H), narrowBias (H), wide (H, C), wideBias (C) | gate (B, C); hidden (2B, H) |
 * | `WeighChannels`   | x, gate (B, C)          | y, x times the gate; its maximum and mean over channels (B, H, W, 2) |
 * | `GatePixels`      | x, logits (B, H, W, 1)  | x times the gate; the gate, sigmoid of the logits (B, H, W, 1)  |
 *
 * The gate of channels is the sigmoid of the sum of what a perceptron, with a ReLU between its two layers, makes of means
 * and of maxima. `hidden` is what that ReLU lets through; neither it nor the gate of pixels has a gradient.
 *
 * `SummarisePixels` hands x on so that the gradient by it and the gradient of the summary are one sum: use the output in
 * the place of x. Gradients of maxima are shared equally by those who have them: the activations of whole regions are
 * equal, as diffraction patterns are mostly dark, and tensorflow.js multiplies such gradients by the number of them. The
 * numbers of pixels have no gradient.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** The gradients. */
export const ATTENTION_GRADIENTS: readonly tf.GradConfig[] = [
  {
    kernelName: "SummarisePixels",
    inputsToSave: ["x"],
    outputsToSave: [false, true, true],
    gradFunc: (gradients, [x, pooled, count]) => {
      const [dy, dpooled] = gradients as tf.Tensor[];
      return { x: () => run("SummarisePixelsGradient", { x, pooled, count, dy, dpooled }) };
    },
  },
  {
    kernelName: "WeighChannels",
    inputsToSave: ["x", "gate"],
    outputsToSave: [false, true],
    gradFunc: (gradients, [x, gate, summary]) => {
      const [dy, dsummary] = gradients as tf.Tensor[];
      const [dx, dgate] = run<[tf.Tensor, tf.Tensor]>("WeighChannelsGradient", { x, gate, summary, dy, dsummary });
      return { x: () => dx, gate: () => dgate };
    },
  },
  {
    kernelName: "ChannelGate",
    inputsToSave: ["pooled", "narrow", "wide"],
    outputsToSave: [true, true],
    gradFunc: (gradients, [pooled, narrow, wide, gate, hidden]) => {
      const [dgate] = gradients as tf.Tensor[];
      const inputs = { pooled, narrow, wide, gate, hidden, dgate };
      const [dpooled, ...weights] = run<tf.Tensor[]>("ChannelGateGradient", inputs) as [tf.Tensor, ...tf.Tensor[]];
      const [dnarrow, dnarrowBias, dwide, dwideBias] = weights as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return {
        pooled: () => dpooled,
        narrow: () => dnarrow,
        narrowBias: () => dnarrowBias,
        wide: () => dwide,
        wideBias: () => dwideBias,
      };
    },
  },
  {
    kernelName: "GatePixels",
    inputsToSave: ["x"],
    outputsToSave: [false, true],
    gradFunc: (gradients, [x, gate]) => {
      const [dy] = gradients as tf.Tensor[];
      const [dx, dlogits] = run<[tf.Tensor, tf.Tensor]>("GatePixelsGradient", { x, gate, dy });
      return { x: () => dx, logits: () => dlogits };
    },
  },
];

// --- internal ---

/** Runs a kernel; every one of its inputs is there, as tensorflow.js has saved it. */
function run<T extends tf.Tensor | tf.Tensor[]>(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor | undefined>>,
): T {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap);
}
