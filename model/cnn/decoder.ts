/**
 * A decoder: blocks of convolutions, each doubling the size, and a last stage in two paths. The first path paints the
 * central N/2 × N/2 pixels of the patch through the activation of the head; the second paints the ring of N/4 pixels
 * around it through a SiLU. The ring of either head is therefore not bounded by the head's activation.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Weights } from "../parameters/weights.ts";
import type { Architecture } from "./architecture.ts";
import type { Activation } from "./head_activation.ts";
import { convolution, convolutionBlock, enlarge } from "./layers.ts";

/** Which decoder, the network it belongs to, and what its first path ends in. */
export interface DecoderOptions {
  readonly head: "amp" | "phase";
  readonly architecture: Architecture;
  readonly activation: Activation;
}

/**
 * Paints patches from features.
 *
 * @param features Output of the encoder (B, 8, 8, last encoder width).
 * @param weights Weights of the network.
 * @param options Which decoder.
 * @returns Amplitude or phase of the object patches (B, N, N, C).
 */
export function decode(features: tf.Tensor4D, weights: Weights, options: DecoderOptions): tf.Tensor4D {
  const { head, architecture, activation } = options;
  const prefix = `autoencoder.decoder_${head}`;
  const x = architecture.decoderWidths.reduce(
    (input, _, index) => enlarge(convolutionBlock(input, weights, `${prefix}.blocks.${index}`)),
    features,
  );
  const ringInputs = architecture.ringInputs;
  const [inner, outer] = tf.split(x, [(x.shape[3]) - ringInputs, ringInputs], 3) as [tf.Tensor4D, tf.Tensor4D];
  const margin = architecture.patchSize / 4;
  const center = padded(activation(convolution(inner, weights, `${prefix}.${head}.conv1`)), margin);
  if (!architecture.paintsRing) return center;
  const ring = paintRing(outer, weights, `${prefix}.${head}`);
  return center.add(ring.mul(ringMask(architecture.patchSize)));
}

// --- internal ---

function padded(x: tf.Tensor4D, margin: number): tf.Tensor4D {
  return tf.pad4d(x, [[0, 0], [margin, margin], [margin, margin], [0, 0]]);
}

function paintRing(x: tf.Tensor4D, weights: Weights, stage: string): tf.Tensor4D {
  const enlarged = enlarge(convolutionBlock(x, weights, `${stage}.conv_up_block`));
  const logits = convolution(enlarged, weights, `${stage}.conv2`);
  return logits.mul(tf.sigmoid(logits));
}

/** 1 on the ring of N/4 pixels, 0 on the central square; (1, N, N, 1). */
function ringMask(patchSize: number): tf.Tensor4D {
  return tf.sub(1, padded(tf.ones([1, patchSize / 2, patchSize / 2, 1]), patchSize / 4));
}
