/**
 * Attention: factors between 0 and 1 that are computed from activations, and that these are weighed by. Of channels
 * (ECA, Wang et al. 2020, arXiv:1910.03151); of channels and then of pixels (convolutional block attention, CBAM, Woo et
 * al. 2018, doi:10.1007/978-3-030-01234-2_1); of pixels alone. What goes through all activations is done by kernels of
 * `backend/`, each in one pass.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Weights } from "../parameters/weights.ts";
import type { AttentionKind } from "./architecture.ts";
import { weightOf } from "./weight_of.ts";

/** A block of attention. */
export interface AttentionBlock {
  /** Its name. */
  readonly block: string;
  /** Kinds of attention, one after the other; none leaves activations as they are. */
  readonly kinds: readonly AttentionKind[];
}

/**
 * Weighs activations.
 *
 * @param x Activations (B, H, W, C).
 * @param weights Weights; those that each kind has under the block's name are read.
 * @param attention The block.
 * @returns Weighed activations (B, H, W, C).
 */
export function attend(x: tf.Tensor4D, weights: Weights, { block, kinds }: AttentionBlock): tf.Tensor4D {
  return kinds.reduce((input, kind) => ATTENTION[kind](input, weights, block), x);
}

// --- internal ---

const ATTENTION: Readonly<Record<AttentionKind, (x: tf.Tensor4D, weights: Weights, block: string) => tf.Tensor4D>> = {
  eca: attendNeighbours,
  cbam: attendBoth,
  spatial: attendPixels,
};

function attendBoth(x: tf.Tensor4D, weights: Weights, block: string): tf.Tensor4D {
  const [same, pooled] = run<[tf.Tensor4D, tf.Tensor2D]>("SummarisePixels", { x });
  const channelGate = gateOfChannels(pooled, weights, `${block}.ChannelGate`);
  return weighed(same, weights, { channelGate, gate: `${block}.SpatialGate` });
}

function attendPixels(x: tf.Tensor4D, weights: Weights, block: string): tf.Tensor4D {
  const [batch, , , channels] = x.shape;
  return weighed(x, weights, { channelGate: tf.ones([batch, channels]), gate: `${block}.spatial_gate` });
}

/** The factor of a channel is computed from the means of it and its neighbours. */
function attendNeighbours(x: tf.Tensor4D, weights: Weights, block: string): tf.Tensor4D {
  const [batch, , , channels] = x.shape;
  const filter = weightOf(weights, `${block}.conv.weight`).reshape<tf.Tensor4D>([1, -1, 1, 1]);
  const means = x.mean([1, 2]).reshape<tf.Tensor4D>([batch, 1, channels, 1]);
  const factors = tf.sigmoid(tf.conv2d(means, filter, 1, "same"));
  return x.mul(factors.reshape([batch, 1, 1, channels]));
}

interface Gates {
  /** A factor for each channel (B, C). */
  readonly channelGate: tf.Tensor2D;
  /** Name of the gate of pixels. */
  readonly gate: string;
}

function weighed(x: tf.Tensor4D, weights: Weights, { channelGate, gate }: Gates): tf.Tensor4D {
  const [y, summary] = run<[tf.Tensor4D, tf.Tensor4D]>("WeighChannels", { x, gate: channelGate });
  const filter = weightOf(weights, `${gate}.compress.weight`) as tf.Tensor4D;
  const [weighedTwice] = run<[tf.Tensor4D, tf.Tensor]>("GatePixels", {
    x: y,
    logits: tf.conv2d(summary, filter, 1, "same"),
  });
  return weighedTwice;
}

/** A factor for each channel (B, C), of the channels' means and maxima (2B, C). */
function gateOfChannels(pooled: tf.Tensor2D, weights: Weights, gate: string): tf.Tensor2D {
  const of = (name: string): tf.Tensor => weightOf(weights, `${gate}.mlp.${name}`);
  const [factors] = run<[tf.Tensor2D, tf.Tensor2D]>("ChannelGate", {
    pooled,
    ...{ narrow: of("1.weight"), narrowBias: of("1.bias"), wide: of("3.weight"), wideBias: of("3.bias") },
  });
  return factors;
}

function run<T extends tf.Tensor | tf.Tensor[]>(kernel: string, inputs: tf.NamedTensorMap): T {
  return tf.engine().runKernel(kernel, inputs);
}
