/**
 * Batch normalisation (Ioffe and Szegedy 2015, arXiv:1502.03167): every channel is brought to mean 0 and variance 1 and
 * then to a mean and a width that are learned. In training by the statistics of the batch, which are averaged as they
 * come; afterwards by that average, so that what is painted does not depend on what else is in the batch. Constants are
 * PyTorch's.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Observe } from "../network/network.ts";
import type { Weights } from "../parameters/weights.ts";
import { weightOf } from "./weight_of.ts";

/** Which layer is normalised, and what for. */
export interface NormaliseOptions {
  /** Name of the normalisation. */
  readonly layer: string;
  /** Told the running statistics that follow from this batch, in training; without it those there are, are used. */
  readonly observe: Observe | undefined;
}

/**
 * Normalises the channels of activations.
 *
 * @param x Activations (B, H, W, C).
 * @param weights Weights; `layer.weight`, `layer.bias`, `layer.running_mean` and `layer.running_var` (C) are read.
 * @param options Which layer, and what for.
 * @returns Normalised activations (B, H, W, C).
 */
export function normalise(x: tf.Tensor4D, weights: Weights, { layer, observe }: NormaliseOptions): tf.Tensor4D {
  const part = (name: string): tf.Tensor => weightOf(weights, `${layer}.${name}`);
  const [scale, shift] = [part("weight"), part("bias")];
  const [mean, variance] = [part("running_mean"), part("running_var")];
  if (!observe) return scaled(x, { mean, variance, scale, shift });
  const ofBatch = tf.moments(x, [0, 1, 2]);
  const [batch, height, width] = x.shape;
  const count = batch * height * width;
  observe(`${layer}.running_mean`, follow(mean, ofBatch.mean));
  // The average is of the unbiased variance, as in PyTorch.
  observe(`${layer}.running_var`, follow(variance, ofBatch.variance.mul(count / (count - 1))));
  return scaled(x, { ...ofBatch, scale, shift });
}

// --- internal ---

/** Keeps the root from 0 where a channel does not vary. */
const EPSILON = 1e-5;

/** Share of a batch in the running statistics. */
const MOMENTUM = 0.1;

interface Statistics {
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
  readonly scale: tf.Tensor;
  readonly shift: tf.Tensor;
}

function scaled(x: tf.Tensor4D, { mean, variance, scale, shift }: Statistics): tf.Tensor4D {
  return x.sub(mean).mul(scale.div(tf.sqrt(variance.add(EPSILON)))).add(shift);
}

function follow(running: tf.Tensor, value: tf.Tensor): tf.Tensor {
  return running.mul(1 - MOMENTUM).add(value.mul(MOMENTUM));
}
