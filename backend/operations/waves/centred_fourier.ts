/**
 * The Fourier transform of waves as an operation: the kernel is that of `diffraction.ts`.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { Wave } from "./engine.ts";

/**
 * The unitary transform of images (…, N, N), DC in the middle.
 *
 * @param wave The images.
 * @param matrix (2N, 2N), that of `model/physics/dft.ts`.
 * @param inverse Whether it is the inverse one.
 */
export function centredFourier({ re, im }: Wave, matrix: tf.Tensor2D, inverse: boolean): Wave {
  const inputs = { re, im, matrix };
  const [farRe, farIm] = tf.engine().runKernel<[tf.Tensor, tf.Tensor]>("CentredFourier", inputs, { inverse });
  return { re: farRe, im: farIm };
}
