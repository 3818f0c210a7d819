/**
 * Patches that overlap, in kernels that a model runs by name: images moved by parts of a pixel, summed, and averaged.
 *
 * Image s of S is moved by offset s: columns to the right and rows down, in pixels. Between pixels images are bilinear,
 * outside they are zero. The centres of an image of side H and of its result lie on each other, pixel [H/2, H/2] on
 * [side/2, side/2]. Where there are fewer images than offsets, I of them, each serves S/I offsets in a row.
 *
 * | kernel              | inputs                                    | attributes       | outputs                        |
 * | ------------------- | ----------------------------------------- | ---------------- | ------------------------------ |
 * | `TranslateImages`   | images (I, H, H), offsets (S, 2)          | side             | moved images (S, side, side)   |
 * | `SumTranslations`   | images (S, H, H), offsets (S, 2)          | side, sums       | (sums, side, side), each of S/sums moved images |
 * | `MergePatches`      | x, weight (S, M, M)                       | channels, epsilon, floor | (S/channels, M, M)     |
 *
 * `SumTranslations` of negative offsets is the adjoint of `TranslateImages`, and `TranslateImagesGradient` of the same inputs
 * is that: the hat function of bilinear interpolation is even. Merged is, of the C images of a sample,
 * Σ weight · x / (Σ weight + epsilon), and 0 where Σ weight is not above floor.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** The gradients. */
export const OVERLAP_GRADIENTS: readonly tf.GradConfig[] = [
  {
    kernelName: "TranslateImages",
    inputsToSave: ["images", "offsets"],
    gradFunc: (gradient, saved) => {
      const [images, offsets] = saved as [tf.Tensor3D, tf.Tensor2D];
      const dy = gradient as tf.Tensor3D;
      const [sums, side] = images.shape;
      return {
        images: () => run("TranslateImagesGradient", { images: dy, offsets }, { side, sums }),
        offsets: () => run("TranslateImagesOffsetGradient", { images, offsets, dy }),
      };
    },
  },
  {
    kernelName: "MergePatches",
    inputsToSave: ["x", "weight"],
    outputsToSave: [true],
    gradFunc: (dy, [x, weight, merged], attributes) => ({
      x: () => run("MergePatchesGradient", { weight, dy: dy as tf.Tensor }, attributes),
      weight: () => run("MergePatchesWeightGradient", { x, weight, merged, dy: dy as tf.Tensor }, attributes),
    }),
  },
];

// --- internal ---

/** Runs a kernel; every one of its inputs is there, as tensorflow.js has saved it. */
function run(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor | undefined>>,
  attributes: tf.NamedAttrMap = {},
): tf.Tensor {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes);
}
