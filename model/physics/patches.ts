/**
 * Patches of the object: what a network paints, and what diffracts.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { type ComplexPair, fromPolar } from "./complex_pair.ts";

/** Object patches: one for each pattern, covering it. */
export interface Patches {
  /** Amplitude (B, N, N, C). */
  readonly amp: tf.Tensor4D;
  /** Phase in radians (B, N, N, C). */
  readonly phase: tf.Tensor4D;
  /**
   * Real part (B, N, N, C) of patches that were painted as real and imaginary part; amplitude and phase follow from it.
   *
   * @default amplitude and phase are what was painted
   */
  readonly re?: tf.Tensor4D;
  /** Imaginary part (B, N, N, C); there where the real part is. */
  readonly im?: tf.Tensor4D;
}

/**
 * Patches as complex numbers, as the physics takes them.
 *
 * @param patches Object patches (B, N, N, C).
 * @returns The parts that were painted, or amp · exp(i · phase); (B, N, N, C).
 */
export function complexPatches({ amp, phase, re, im }: Patches): ComplexPair {
  return re && im ? { re, im } : fromPolar(amp, phase);
}

/**
 * Patches of real and imaginary parts. Amplitude and phase follow from them with gradients that are finite everywhere:
 * at 0 that of the amplitude is 0, and that of the phase, which is 1/amplitude elsewhere, is damped below 1e-3, so that
 * a dark pixel, whose phase means nothing, does not move what is learned.
 *
 * @param re Real part (B, N, N, C).
 * @param im Imaginary part (B, N, N, C).
 * @returns The patches.
 */
export function patchesOfParts(re: tf.Tensor4D, im: tf.Tensor4D): Patches {
  return { amp: modulus(re, im), phase: angle(re, im), re, im };
}

// --- internal ---

/** Least squared modulus under the root, whose slope is infinite at 0. */
const MODULUS_FLOOR = 1e-24;

/** Added to the squared modulus that divides the gradient of the phase. */
const ANGLE_DAMPING = 1e-6;

function modulus(re: tf.Tensor4D, im: tf.Tensor4D): tf.Tensor4D {
  return tf.sqrt(tf.maximum(re.square().add(im.square()), MODULUS_FLOOR));
}

const angle = tf.customGrad((...inputs) => {
  const [re, im, save] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.GradSaveFunc];
  save([re, im]);
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
    const [x, y] = saved as [tf.Tensor, tf.Tensor];
    const scaled = dy.div(x.square().add(y.square()).add(ANGLE_DAMPING));
    return [scaled.mul(y).neg(), scaled.mul(x)];
  };
  // Of 0 the angle is 0; what GPUs make of it is their own affair.
  const isZero = tf.cast(tf.equal(re.square().add(im.square()), 0), "float32");
  return { value: tf.atan2(im, re.add(isZero)), gradFunc };
}) as (re: tf.Tensor4D, im: tf.Tensor4D) => tf.Tensor4D;
