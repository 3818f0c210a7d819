/**
 * The sizes of the convolutional network, worked out once from the payload: an encoder that halves the pattern until it
 * is 8 × 8, and two decoders of equal build, one for the amplitude and one for the phase of the object patch.
 *
 * The widths are those of PtychoPINN's PyTorch backend. They are multiplied by `model.filterScale` and rounded down;
 * no layer is left without a channel.
 *
 * @module
 */
import type { SciencePayload } from "../../config/payload.ts";

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
  /** Channels inside the path that paints the outer ring of the patch. */
  readonly ringWidth: number;
  /** The last channels of the last decoder block: they feed the ring, the others the centre. */
  readonly ringInputs: number;
  /** Attention (CBAM) in every encoder block. */
  readonly attention: boolean;
  /** Whether the outer ring is painted at all. */
  readonly paintsRing: boolean;
}

/**
 * Works out the network of a payload.
 *
 * @param payload Its `data.patchSize`, `data.gridSize`, `model.filterScale`, `model.cbamEncoder`
 * and `model.probeBig` are read.
 * @returns The architecture; the same payload always gives the same one.
 */
export function architectureOf(payload: SciencePayload): Architecture {
  const { data: { patchSize, gridSize }, model } = payload;
  const channels = gridSize ** 2;
  const scaled = (width: number): number => Math.max(1, Math.floor(width * model.filterScale));
  const { encoder, decoder } = WIDTHS[patchSize];
  const last = Math.max(channels + 1, scaled(LAST_WIDTH));
  return {
    patchSize,
    channels,
    encoderWidths: encoder.map(scaled),
    decoderWidths: [...decoder.map(scaled), last],
    ringWidth: scaled(LAST_WIDTH),
    ringInputs: channels,
    attention: model.cbamEncoder,
    paintsRing: model.probeBig,
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
