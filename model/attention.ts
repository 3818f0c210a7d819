/**
 * Convolutional block attention (CBAM, Woo et al. 2018, doi:10.1007/978-3-030-01234-2_1): a gate for each channel, then
 * a gate for each pixel.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { linear, weightOf, type Weights } from "./layers.ts";
import { maximumAlong } from "./maximum.ts";

/**
 * Weighs the channels and then the pixels of `x` by factors between 0 and 1 that are computed from `x`.
 *
 * @param x Activations (B, H, W, C).
 * @param weights Weights; `block.ChannelGate.mlp.1`, `block.ChannelGate.mlp.3` and `block.SpatialGate.compress` are read.
 * @param block Name of the attention block.
 * @returns Weighed activations (B, H, W, C).
 */
export function attend(x: tf.Tensor4D, weights: Weights, block: string): tf.Tensor4D {
  return gatePixels(gateChannels(x, weights, `${block}.ChannelGate`), weights, `${block}.SpatialGate`);
}

// --- internal ---

function gateChannels(x: tf.Tensor4D, weights: Weights, gate: string): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const flat = x.reshape([batch, height * width, channels]);
  // Both poolings go through the same perceptron, so they go through it as one batch.
  const pooled = tf.concat(
    [flat.mean<tf.Tensor2D>(1), maximumAlong(flat, 1).reshape<tf.Tensor2D>([batch, channels])],
    0,
  );
  const logits = linear(tf.relu(linear(pooled, weights, `${gate}.mlp.1`)), weights, `${gate}.mlp.3`);
  const [ofMean, ofMax] = tf.split(logits, 2, 0) as [tf.Tensor2D, tf.Tensor2D];
  return x.mul(tf.sigmoid(ofMean.add(ofMax)).reshape([batch, 1, 1, channels]));
}

function gatePixels(x: tf.Tensor4D, weights: Weights, gate: string): tf.Tensor4D {
  const summary = tf.concat([maximumAlong(x, 3), x.mean<tf.Tensor4D>(3, true)], 3);
  const filter = weightOf(weights, `${gate}.compress.weight`) as tf.Tensor4D;
  return x.mul(tf.sigmoid(tf.conv2d(summary, filter, 1, "same")));
}
