/**
 * A decoder: blocks of convolutions, each doubling the size, with attention behind them on request, and a last stage that
 * paints ({@link paintPatches}). A decoder of both heads refines every size by a residual block besides.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Weights } from "../parameters/weights.ts";
import { attend } from "./attention.ts";
import { type LastStageOptions, paintPatches } from "./last_stage.ts";
import { convolution, convolutionBlock, enlarge } from "./layers.ts";

/** Which decoder, the network it belongs to, and what each of its heads ends in. */
export type DecoderOptions = Omit<LastStageOptions, "stage">;

/**
 * Paints patches from features.
 *
 * @param features Output of the encoder (B, 8, 8, last encoder width).
 * @param weights Weights of the network.
 * @param options Which decoder.
 * @returns What each head paints, (B, N, N, its outputs).
 */
export function decode(features: tf.Tensor4D, weights: Weights, options: DecoderOptions): tf.Tensor4D[] {
  const { shape, architecture, observe } = options;
  const { decoderWidths, attention } = architecture;
  const prefix = `autoencoder.decoder_${shape.name}`;
  const x = decoderWidths.reduce((input, _, index) => {
    const { normalised } = shape;
    const block = convolutionBlock(input, weights, `${prefix}.blocks.${index}`, { normalised, observe });
    const kinds = attention.decoder;
    const larger = attend(enlarge(block), weights, { block: `${prefix}.attention_blocks.${index}`, kinds });
    return shape.refined ? refine(larger, weights, `${prefix}.refinement_blocks.${index}.block`) : larger;
  }, features);
  const attended = shape.refined ? attend(x, weights, { block: `${prefix}.eca`, kinds: ["eca"] }) : x;
  return paintPatches(attended, weights, {
    ...options,
    stage: `${prefix}.${shape.name === "shared" ? "head" : shape.name}`,
  });
}

// --- internal ---

/** A residual block: what three convolutions make of activations is added to these (He et al. 2016, arXiv:1512.03385). */
function refine(x: tf.Tensor4D, weights: Weights, block: string): tf.Tensor4D {
  const wide = convolution(convolution(x, weights, `${block}.0`, "relu"), weights, `${block}.2`, "relu");
  return tf.relu(x.add(convolution(wide, weights, `${block}.4`)));
}
