/**
 * The functions in which the central paths of the two heads end.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { SciencePayload } from "../../config/payload.ts";

/** An elementwise function of the logits of a head (B, H, W, C). */
export type Activation = (logits: tf.Tensor4D) => tf.Tensor4D;

/**
 * Activation of the amplitude head.
 *
 * @param name `model.ampActivation`.
 * @returns sigmoid: (0, 1); silu: x · sigmoid(x), above −0.279; softplus: ln(1 + eˣ), above 0; relu: at least 0.
 */
export function ampActivation(name: SciencePayload["model"]["ampActivation"]): Activation {
  return ACTIVATIONS[name];
}

/**
 * Activation of the phase head: π · tanh, in radians, between −π and π.
 *
 * @param logits Output of the last convolution.
 * @returns Phases.
 */
export function phaseActivation(logits: tf.Tensor4D): tf.Tensor4D {
  return scaledTanh(logits, Math.PI);
}

/**
 * Activation of the head that paints real parts: tanh + 0.2, between −0.8 and 1.2.
 *
 * @param logits Output of the last convolution.
 * @returns Real parts.
 */
export function realActivation(logits: tf.Tensor4D): tf.Tensor4D {
  return tf.tanh(logits).add(0.2);
}

/**
 * Activation of the head that paints imaginary parts: 1.2 · tanh, between −1.2 and 1.2.
 *
 * @param logits Output of the last convolution.
 * @returns Imaginary parts.
 */
export function imaginaryActivation(logits: tf.Tensor4D): tf.Tensor4D {
  return scaledTanh(logits, 1.2);
}

/**
 * SiLU: x · sigmoid(x), above −0.279.
 *
 * @param logits Output of the last convolution.
 * @returns Values of their shape.
 */
export function silu(logits: tf.Tensor4D): tf.Tensor4D {
  const [value] = tf.engine().runKernel<[tf.Tensor4D, tf.Tensor4D]>("Silu", { x: logits });
  return value;
}

// --- internal ---

const ACTIVATIONS: Readonly<Record<SciencePayload["model"]["ampActivation"], Activation>> = {
  sigmoid: (logits) => tf.sigmoid(logits),
  silu,
  softplus: (logits) => tf.softplus(logits),
  relu: (logits) => tf.relu(logits),
};

function scaledTanh(logits: tf.Tensor4D, scale: number): tf.Tensor4D {
  const [value] = tf.engine().runKernel<[tf.Tensor4D, tf.Tensor4D]>("ScaledTanh", { x: logits }, { scale });
  return value;
}
