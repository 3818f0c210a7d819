/**
 * The last stage of a decoder, in two paths. The first paints the central N/2 × N/2 pixels of the patch through the
 * activation of the head; the second paints the ring of N/4 pixels around it through a SiLU. The ring of either head is
 * therefore not bounded by the head's activation, unless both heads share the decoder: their activations come last.
 * Without padding the second path paints the whole patch, through the activation of the head alone.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Observe } from "../network/network.ts";
import type { Weights } from "../parameters/weights.ts";
import type { Architecture, DecoderShape } from "./architecture.ts";
import { normalise } from "./batch_norm.ts";
import { type Activation, silu } from "./head_activation.ts";
import { convolution, convolutionBlock, enlarge } from "./layers.ts";

/** Which stage, of which decoder of which network, and what each of its heads ends in. */
export interface LastStageOptions {
  /** Name of the stage. */
  readonly stage: string;
  readonly shape: DecoderShape;
  readonly architecture: Architecture;
  readonly activations: readonly Activation[];
  /** Told of what is measured, in training; without it what was measured is used. */
  readonly observe: Observe | undefined;
}

/**
 * Paints patches from what the blocks of a decoder made.
 *
 * @param x Activations (B, N/2, N/2, last decoder width).
 * @param weights Weights of the network.
 * @param options Which stage.
 * @returns What each head paints, (B, N, N, its outputs).
 */
export function paintPatches(x: tf.Tensor4D, weights: Weights, options: LastStageOptions): tf.Tensor4D[] {
  const { shape, architecture: { paths, patchSize } } = options;
  if (paths === "whole") return heads(largePath(x, weights, options), options);
  const [inner, outer] = tf.split(x, [x.shape[3] - shape.ringInputs, shape.ringInputs], 3) as [
    tf.Tensor4D,
    tf.Tensor4D,
  ];
  const logits = normalised(convolution(inner, weights, `${options.stage}.conv1`), weights, { ...options, bn: "bn1" });
  const centres = heads(logits, options);
  if (paths === "centre") return centres.map((centre) => padded(centre, patchSize / 4));
  const painted = silu(largePath(outer, weights, options));
  const rings = shape.name === "shared" ? heads(painted, options) : [painted];
  return centres.map((centre, head) => {
    const inputs = { centre, ring: rings[head] ?? painted };
    return tf.engine().runKernel<tf.Tensor4D>("FrameRing", inputs);
  });
}

// --- internal ---

/** Twice the size, by convolutions before and behind. */
function largePath(x: tf.Tensor4D, weights: Weights, options: LastStageOptions): tf.Tensor4D {
  const { stage, shape, observe } = options;
  const block = convolutionBlock(x, weights, `${stage}.conv_up_block`, { normalised: shape.normalised, observe });
  return normalised(convolution(enlarge(block), weights, `${stage}.conv2`), weights, { ...options, bn: "bn2" });
}

function normalised(
  x: tf.Tensor4D,
  weights: Weights,
  { stage, shape, observe, bn }: LastStageOptions & { readonly bn: "bn1" | "bn2" },
): tf.Tensor4D {
  return shape.normalised ? normalise(x, weights, { layer: `${stage}.${bn}`, observe }) : x;
}

/** The channels of each head through its activation. */
function heads(logits: tf.Tensor4D, { shape: { outputs }, activations }: LastStageOptions): tf.Tensor4D[] {
  const parts = outputs.length === 1 ? [logits] : tf.split(logits, [...outputs], 3) as tf.Tensor4D[];
  return parts.map((part, head) => (activations[head] ?? IDENTITY)(part));
}

const IDENTITY: Activation = (logits) => logits;

function padded(x: tf.Tensor4D, margin: number): tf.Tensor4D {
  return tf.pad4d(x, [[0, 0], [margin, margin], [margin, margin], [0, 0]]);
}
