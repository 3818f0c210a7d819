/**
 * The sizes of the convolutional network, worked out once from the payload: an encoder that halves the pattern until it
 * is 8 × 8, and two decoders of equal build, one for each head of the network, or one for both.
 *
 * The widths are those of PtychoPINN's PyTorch backend. They are multiplied by `model.filterScale` and rounded down;
 * no layer is left without a channel.
 *
 * @module
 */
import type { SciencePayload } from "../../config/payload.ts";
import type { AmplitudeEnd } from "./initial_values.ts";

/** Kinds of attention: of channels (ECA), of channels and then of pixels (CBAM), of pixels. */
export type AttentionKind = "eca" | "cbam" | "spatial";

/** A decoder: what it paints and how its last stage is made. */
export interface DecoderShape {
  /** Its name in the `state_dict`, `decoder_amp`, `decoder_phase` or `decoder_shared`. */
  readonly name: "amp" | "phase" | "shared";
  /** Output channels of each head that it paints: amplitude or real part, then phase or imaginary part. */
  readonly outputs: readonly number[];
  /** The last channels of the last block: they feed the ring, the others the centre. */
  readonly ringInputs: number;
  /** Batch normalisation after every convolution. */
  readonly normalised: boolean;
  /** A residual block after every enlargement, and attention of channels (ECA) behind the last. */
  readonly refined: boolean;
}

/** Everything that decides which parameters the network has and how they are put together. */
export interface Architecture {
  /** Side N of a pattern and of a patch, in pixels. */
  readonly patchSize: number;
  /** Patterns of a sample, gridSize². */
  readonly channels: number;
  /** Output channels of each encoder block, from the pattern inwards. */
  readonly encoderWidths: readonly number[];
  /** Output channels of each decoder block, outwards; the first block reads the last encoder width. */
  readonly decoderWidths: readonly number[];
  /** Channels inside the path that paints the outer ring of the patch, or all of it where the centre has no path. */
  readonly ringWidth: number;
  /** One decoder for both heads, or that of the amplitude and that of the phase. */
  readonly decoders: readonly DecoderShape[];
  /** Attention in every encoder block, behind the encoder, and in every decoder block; each in this order. */
  readonly attention: Readonly<Record<"encoder" | "bottleneck" | "decoder", readonly AttentionKind[]>>;
  /** Side of the filter that attention of pixels in the decoders looks with. */
  readonly spatialKernel: number;
  /** In what the centre of the amplitude, or of the real part, ends. */
  readonly amplitudeEnd: AmplitudeEnd;
  /** What paints: a path for the centre, one for the centre and one for the ring, or one for the whole patch. */
  readonly paths: "centre" | "centre and ring" | "whole";
}

/**
 * Works out the network of a payload.
 *
 * @param payload Its `data.patchSize`, `data.gridSize`, and of `model` the sizes of the CNN and what it is made of.
 * @returns The architecture; the same payload always gives the same one.
 */
export function architectureOf(payload: SciencePayload): Architecture {
  const { data: { patchSize, gridSize }, model } = payload;
  const scaled = (width: number): number => Math.max(1, Math.floor(width * model.filterScale));
  const { encoder, decoder } = WIDTHS[patchSize];
  const decoders = decodersOf(payload, scaled(LAST_WIDTH));
  const last = Math.max(...decoders.map(({ ringInputs }) => ringInputs + 1), scaled(LAST_WIDTH));
  return {
    patchSize,
    channels: gridSize ** 2,
    encoderWidths: encoder.map(scaled),
    decoderWidths: [...decoder.map(scaled), last],
    ringWidth: scaled(LAST_WIDTH),
    decoders,
    attention: {
      encoder: chosen({ eca: model.ecaEncoder, cbam: model.cbamEncoder }),
      bottleneck: chosen({ cbam: model.cbamBottleneck }),
      decoder: chosen({ eca: model.ecaDecoder, cbam: model.cbamDecoder, spatial: model.spatialDecoder }),
    },
    spatialKernel: model.decoderSpatialKernel,
    amplitudeEnd: model.outputMode === "real_imag" ? "real" : model.ampActivation,
    paths: !model.padObject ? "whole" : model.probeBig ? "centre and ring" : "centre",
  };
}

// --- internal ---

/** Width of the last decoder block, of every patch size; at least one channel more than the ring takes. */
const LAST_WIDTH = 32;

interface Widths {
  readonly encoder: readonly number[];
  readonly decoder: readonly number[];
}

const WIDTHS: Readonly<Record<64 | 128 | 256, Widths>> = {
  64: { encoder: [32, 64, 128], decoder: [64] },
  128: { encoder: [16, 32, 64, 128], decoder: [128, 64] },
  256: { encoder: [8, 16, 32, 64, 128], decoder: [256, 128, 64] },
};

/** In the legacy layout the ring takes a share of the last block's channels, else one for each output. */
function decodersOf({ data, model }: SciencePayload, last: number): DecoderShape[] {
  const { legacyDecoderChannels: legacy, decoderAmpChannels, decoderOuterFraction, batchNorm } = model;
  const phase = data.gridSize ** 2;
  const amp = legacy ? decoderAmpChannels : phase;
  const share = Math.max(1, Math.floor(last * decoderOuterFraction));
  const decoder = (name: DecoderShape["name"], outputs: readonly number[]): DecoderShape => ({
    name,
    outputs,
    ringInputs: legacy ? share : outputs.reduce((sum, count) => sum + count, 0),
    normalised: batchNorm && name !== "amp",
    refined: name === "shared",
  });
  return model.sharedDecoder ? [decoder("shared", [amp, phase])] : [decoder("amp", [amp]), decoder("phase", [phase])];
}

function chosen(kinds: Readonly<Partial<Record<AttentionKind, boolean>>>): AttentionKind[] {
  return (["eca", "cbam", "spatial"] as const).filter((kind) => kinds[kind]);
}
