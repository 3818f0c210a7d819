/**
 * Convolutional block attention in three kernels that a model runs by name, each with a gradient: every one of them, and
 * every gradient, goes through the activations x (B, H, W, C) once.
 *
 * | kernel            | inputs                  | outputs                                                         |
 * | ----------------- | ----------------------- | --------------------------------------------------------------- |
 * | `SummarisePixels` | x                       | x; means over pixels, then maxima (2B, C); pixels that have the maximum (B, C) |
 * | `WeighChannels`   | x, gate (B, C)          | y, x times the gate; its maximum and mean over channels (B, H, W, 2) |
 * | `WeighPixels`     | x, gate (B, H, W, 1)    | x times the gate                                                |
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
    kernelName: "WeighPixels",
    inputsToSave: ["x", "gate"],
    gradFunc: (dy, [x, gate]) => {
      const [dx, dgate] = run<[tf.Tensor, tf.Tensor]>("WeighPixelsGradient", { x, gate, dy: dy as tf.Tensor });
      return { x: () => dx, gate: () => dgate };
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
