/**
 * Convolutional block attention (CBAM, Woo et al. 2018, doi:10.1007/978-3-030-01234-2_1): a gate for each channel, then
 * a gate for each pixel. What goes through all activations is done by kernels of `backend/`, each in one pass.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Weights } from "../parameters/weights.ts";
import { linear, weightOf } from "./layers.ts";

/**
 * Weighs the channels and then the pixels of `x` by factors between 0 and 1 that are computed from `x`.
 *
 * @param x Activations (B, H, W, C).
 * @param weights Weights; `block.ChannelGate.mlp.1`, `block.ChannelGate.mlp.3` and `block.SpatialGate.compress` are read.
 * @param block Name of the attention block.
 * @returns Weighed activations (B, H, W, C).
 */
export function attend(x: tf.Tensor4D, weights: Weights, block: string): tf.Tensor4D {
  const [same, pooled] = run<[tf.Tensor4D, tf.Tensor2D]>("SummarisePixels", { x });
  const channelGate = gateOfChannels(pooled, weights, `${block}.ChannelGate`);
  const [y, summary] = run<[tf.Tensor4D, tf.Tensor4D]>("WeighChannels", { x: same, gate: channelGate });
  const pixelGate = gateOfPixels(summary, weights, `${block}.SpatialGate`);
  return run("WeighPixels", { x: y, gate: pixelGate });
}

// --- internal ---

/** A factor for each channel (B, C), of the channels' means and maxima (2B, C). */
function gateOfChannels(pooled: tf.Tensor2D, weights: Weights, gate: string): tf.Tensor2D {
  // Both poolings go through the same perceptron, so they go through it as one batch.
  const logits = linear(tf.relu(linear(pooled, weights, `${gate}.mlp.1`)), weights, `${gate}.mlp.3`);
  const [ofMean, ofMax] = tf.split(logits, 2, 0) as [tf.Tensor2D, tf.Tensor2D];
  return tf.sigmoid(ofMean.add(ofMax));
}

/** A factor for each pixel (B, H, W, 1), of the pixels' maxima and means (B, H, W, 2). */
function gateOfPixels(summary: tf.Tensor4D, weights: Weights, gate: string): tf.Tensor4D {
  const filter = weightOf(weights, `${gate}.compress.weight`) as tf.Tensor4D;
  return tf.sigmoid(tf.conv2d(summary, filter, 1, "same"));
}

function run<T extends tf.Tensor | tf.Tensor[]>(kernel: string, inputs: tf.NamedTensorMap): T {
  return tf.engine().runKernel(kernel, inputs);
}
