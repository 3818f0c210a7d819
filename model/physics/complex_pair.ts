/**
 * Complex tensors as a pair of real ones. tensorflow.js has no gradients for its complex type, so all of the physics
 * is done on such pairs.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** A complex tensor: real and imaginary part, of equal shape, float32. */
export interface ComplexPair {
  /** Real part. */
  readonly re: tf.Tensor;
  /** Imaginary part. */
  readonly im: tf.Tensor;
}

/**
 * The complex tensor amp · exp(i · phase).
 *
 * @param amp Amplitude of any sign; a negative one turns the phase by π.
 * @param phase Phase in radians, of the same shape.
 * @returns The pair (amp · cos phase, amp · sin phase).
 */
export function fromPolar(amp: tf.Tensor, phase: tf.Tensor): ComplexPair {
  const [re, im] = tf.engine().runKernel<[tf.Tensor, tf.Tensor]>("FromPolar", { amp, phase });
  return { re, im };
}

/**
 * Squared modulus |a|².
 *
 * @param a Any complex tensor.
 * @returns A real tensor of its shape.
 */
export function squaredModulus(a: ComplexPair): tf.Tensor {
  return a.re.square().add(a.im.square());
}
