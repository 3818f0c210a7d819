/**
 * The encoder: blocks of convolutions, each halving the size of the pattern.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import type { Weights } from "../parameters/weights.ts";
import type { Architecture } from "./architecture.ts";
import { attend } from "./attention.ts";
import { convolutionBlock, halve } from "./layers.ts";

/**
 * Reduces patterns to features of 8 × 8 pixels.
 *
 * @param amplitude Scaled diffraction amplitude (B, N, N, C).
 * @param weights Weights of the network.
 * @param architecture Its shape.
 * @returns Features (B, 8, 8, last encoder width).
 */
export function encode(amplitude: tf.Tensor4D, weights: Weights, architecture: Architecture): tf.Tensor4D {
  const { attention } = architecture;
  const features = architecture.encoderWidths.reduce((x, _, index) => {
    const block = `autoencoder.encoder.blocks.${index}`;
    const features = convolutionBlock(x, weights, block);
    return halve(attend(features, weights, { block: `${block}.attention`, kinds: attention.encoder }));
  }, amplitude);
  return attend(features, weights, { block: "autoencoder.bottleneck_cbam", kinds: attention.bottleneck });
}
