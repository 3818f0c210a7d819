/**
 * Sums, products and parts of waves on the accelerator.
 *
 * @module
 */
import type { Wave } from "./engine.ts";
import * as tf from "../../../packages/tensorflow.ts";

/** a + b, of shapes that broadcast. */
export function plus(a: Wave, b: Wave): Wave {
  return { re: a.re.add(b.re), im: a.im.add(b.im) };
}

/** a − b. */
export function minus(a: Wave, b: Wave): Wave {
  return { re: a.re.sub(b.re), im: a.im.sub(b.im) };
}

/** a · b. */
export function times(a: Wave, b: Wave): Wave {
  return { re: a.re.mul(b.re).sub(a.im.mul(b.im)), im: a.re.mul(b.im).add(a.im.mul(b.re)) };
}

/** (B) Σ Re a* b over modes and pixels of waves (B, M, N, N). */
export function innerProducts(a: Wave, b: Wave): tf.Tensor1D {
  return a.re.mul(b.re).add(a.im.mul(b.im)).sum<tf.Tensor1D>([1, 2, 3]);
}

/** a*. */
export function conjugate({ re, im }: Wave): Wave {
  return { re, im: im.neg() };
}

/** What is made of the real and of the imaginary part alike. */
export function eachPart({ re, im }: Wave, make: (part: tf.Tensor) => tf.Tensor): Wave {
  return { re: make(re), im: make(im) };
}

/** Pieces of length 1 along an axis. */
export function pieces({ re, im }: Wave, axis: number): Wave[] {
  const count = re.shape[axis] ?? 0, imaginary = tf.split(im, count, axis);
  return tf.split(re, count, axis).map((part, k) => ({ re: part, im: imaginary[k] ?? part }));
}

/** Waves one after the other along an axis. */
export function joined(waves: readonly Wave[], axis: number): Wave {
  return { re: tf.concat(waves.map(({ re }) => re), axis), im: tf.concat(waves.map(({ im }) => im), axis) };
}
