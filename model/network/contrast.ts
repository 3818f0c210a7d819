/**
 * Patterns as networks are shown them: as they are, or, where they are much alike, with more contrast
 * (`data/frames/input_contrast.ts` says why).
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import type { NetworkInput } from "./network.ts";

/** How patterns are shown to a network. */
export interface Contrasted {
  /**
   * A network is shown mean + gain · (amplitude − mean).
   *
   * @default the amplitude as it is
   */
  readonly contrast?: {
    /** Mean pattern (1, N, N, 1), amplitude as measured. */
    readonly mean: tf.Tensor4D;
    readonly gain: number;
  };
}

/** What a network is shown of its input; to be called within `tf.tidy`. */
export function contrasted({ contrast, ...input }: NetworkInput & Contrasted): NetworkInput {
  if (!contrast) return input;
  const { mean, gain } = contrast;
  return { ...input, amplitude: input.amplitude.mul<tf.Tensor4D>(gain).add(mean.mul(1 - gain)) };
}
