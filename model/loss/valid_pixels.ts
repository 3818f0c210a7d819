/**
 * Which pixels of a batch a loss counts. A masked pixel takes no part whatever stands there, NaN included: values are
 * chosen, never multiplied by zero.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** The pixels of a batch that were measured. */
export interface ValidPixels {
  /** Whether each pixel is valid, booleans (B, H, W, C). */
  readonly chosen: tf.Tensor4D;
  /** Number of valid pixels in the whole batch; at least 1, so that it can divide. */
  readonly count: tf.Scalar;
}

/**
 * Spreads a mask over a batch; call it within `tf.tidy`.
 *
 * @param mask 1 where a pixel is valid, 0 where it is not: of all patterns, (1, H, W, 1), or of each, (B, H, W, C).
 * @param shape Shape (B, H, W, C) of the batch.
 */
export function validPixels(mask: tf.Tensor4D, shape: tf.Tensor4D["shape"]): ValidPixels {
  const patterns = tf.util.sizeFromShape(shape) / mask.size;
  return {
    // Compared with a tensor of the batch's shape: backends spread a comparison in place, and a choice by copying.
    chosen: tf.greater(mask, tf.zeros(shape)),
    count: tf.maximum(mask.sum().mul(patterns), 1),
  };
}

/**
 * A tensor with 0 in masked pixels; not differentiable.
 *
 * @param x Tensor (B, H, W, C); it may hold anything where it is masked.
 * @param chosen Whether each pixel is valid, booleans (B, H, W, C).
 */
export function chooseValid(x: tf.Tensor, chosen: tf.Tensor): tf.Tensor {
  return tf.where(chosen, x, tf.zerosLike(x));
}

/**
 * The same, differentiable: no gradient flows to masked pixels, whatever arrives from behind.
 *
 * @param x Tensor (B, H, W, C).
 * @param valid The valid pixels.
 */
export function keepValid(x: tf.Tensor4D, { chosen }: ValidPixels): tf.Tensor4D {
  // The gradient of tensorflow.js casts booleans, which WebGPU does by relabelling them.
  const keep = tf.customGrad((...inputs) => {
    const [input, save] = inputs as [tf.Tensor4D, tf.GradSaveFunc];
    save([chosen]);
    const gradFunc = (dy: tf.Tensor, [kept = chosen]: readonly tf.Tensor[]): tf.Tensor => chooseValid(dy, kept);
    return { value: chooseValid(input, chosen), gradFunc };
  });
  return keep(x) as tf.Tensor4D;
}

/**
 * Mean over the valid pixels of the whole batch; not differentiable.
 *
 * @param x Tensor (B, H, W, C).
 * @param valid The valid pixels.
 */
export function validMean(x: tf.Tensor4D, { chosen, count }: ValidPixels): tf.Scalar {
  return chooseValid(x, chosen).sum().div(count);
}
