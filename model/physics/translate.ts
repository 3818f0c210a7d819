/**
 * Images moved by parts of a pixel.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/**
 * Moves images on a square canvas, bilinear between pixels and zero outside of the image. It is linear in the images, and
 * its adjoint moves back: ⟨T(d) x, y⟩ = ⟨x, T(−d) y⟩. Differentiable by images and offsets; the derivative at a whole
 * offset is that of greater ones.
 *
 * @param images Real images (I, H, H), I a divisor of S: each serves S/I offsets in a row.
 * @param offsets Columns to the right and rows down (S, 2), in pixels.
 * @param side Side of the canvas, even as H is; pixel [H/2, H/2] of an image that is not moved is its [side/2, side/2].
 * @returns Moved images (S, side, side).
 */
export function translate(images: tf.Tensor3D, offsets: tf.Tensor2D, side: number): tf.Tensor3D {
  return tf.engine().runKernel("TranslateImages", { images, offsets }, { side });
}
