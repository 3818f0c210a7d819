/**
 * The layers of the network, as functions of tensors and of a map of weights. Activations are (B, height, width,
 * channels). Weights are looked up by the name of the layer, in tensorflow.js layout (height, width, in, out).
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Observe } from "../network/network.ts";
import type { Weights } from "../parameters/weights.ts";
import { normalise } from "./batch_norm.ts";
import { weightOf } from "./weight_of.ts";

/**
 * Convolution with zero padding that keeps the size, bias, and an activation: one kernel, whose gradient `backend/`
 * registers. (`tf.fused.conv2d` takes the three apart again wherever there is a gradient.)
 *
 * @param x Input (B, H, W, I).
 * @param weights Weights; `layer.weight` (h, w, I, O) and `layer.bias` (O) are read.
 * @param layer Name of the layer.
 * @param activation What is applied to the sum.
 * @returns Output (B, H, W, O).
 */
export function convolution(
  x: tf.Tensor4D,
  weights: Weights,
  layer: string,
  activation: "linear" | "relu" = "linear",
): tf.Tensor4D {
  const inputs = { x, filter: weightOf(weights, `${layer}.weight`), bias: weightOf(weights, `${layer}.bias`) };
  const attributes = { strides: 1, pad: "same", dataFormat: "NHWC", dilations: 1, activation };
  return tf.engine().runKernel("FusedConv2D", inputs, attributes);
}

/** How the convolutions of a block are normalised. */
export interface NormalisedBlock {
  /** Whether batch normalisation follows each of them: the layers `block.bn1` and `block.bn2`. */
  readonly normalised: boolean;
  /** Told of what is measured, in training; without it what was measured is used. */
  readonly observe: Observe | undefined;
}

/** Activations go from one layer to the next as they are. */
const PLAIN: NormalisedBlock = { normalised: false, observe: undefined };

/**
 * Two 3 × 3 convolutions, each followed by a ReLU, with batch normalisation before it on request: the block of which
 * encoder and decoders are made.
 *
 * @param x Input (B, H, W, I).
 * @param weights Weights; the layers `block.conv1` and `block.conv2` are read.
 * @param block Name of the block.
 * @param normalisation Whether and how it is normalised.
 * @returns Output (B, H, W, O).
 */
export function convolutionBlock(
  x: tf.Tensor4D,
  weights: Weights,
  block: string,
  { normalised, observe }: NormalisedBlock = PLAIN,
): tf.Tensor4D {
  return ["1", "2"].reduce((input, number) => {
    const layer = `${block}.conv${number}`;
    if (!normalised) return convolution(input, weights, layer, "relu");
    return tf.relu(normalise(convolution(input, weights, layer), weights, { layer: `${block}.bn${number}`, observe }));
  }, x);
}

/**
 * Max pooling by 2 × 2: halves height and width. The gradient goes to the first of the largest values, in rows from the
 * top left, on every backend: diffraction patterns are mostly dark, so that activations of whole regions are equal.
 *
 * @param x Input (B, H, W, C), H and W even.
 * @returns Output (B, H/2, W/2, C).
 */
export function halve(x: tf.Tensor4D): tf.Tensor4D {
  return tf.maxPool(x, 2, 2, "valid");
}

/**
 * Nearest-neighbour enlargement by two: every pixel becomes a square of four.
 *
 * @param x Input (B, H, W, C).
 * @returns Output (B, 2H, 2W, C).
 */
export function enlarge(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  return tf.image.resizeNearestNeighbor(x, [2 * height, 2 * width]);
}
