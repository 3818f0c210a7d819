/**
 * Patterns as networks are shown them: as they are, or, where they are much alike, with more contrast
 * (`data/frames/input_contrast.ts` says why).
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { NetworkInput } from "./network.ts";

/** How patterns are shown to a network. */
export interface Contrasted {
  /**
   * A network is shown mean + gain · (amplitude − mean).
   *
   * @default the amplitude as it is
   */
  readonly contrast?: {
    /** Mean pattern (1, N, N, 1), amplitude as measured; (B, N, N, 1) where samples are of several scans. */
    readonly mean: tf.Tensor4D;
    /** Of all samples, or (B, 1, 1, 1) of each. */
    readonly gain: number | tf.Tensor4D;
  };
}

/** What a network is shown of its input; to be called within `tf.tidy`. */
export function contrasted({ contrast, ...input }: NetworkInput & Contrasted): NetworkInput {
  if (!contrast) return input;
  const { mean, gain } = contrast;
  const rest = typeof gain === "number" ? 1 - gain : tf.sub(1, gain);
  return { ...input, amplitude: input.amplitude.mul<tf.Tensor4D>(gain).add(mean.mul(rest)) };
}
