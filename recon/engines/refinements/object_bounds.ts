/**
 * Keeps the amplitude of the object within bounds: what is known of a material, such as that it only turns the phase, or
 * that nothing transmits much more than the empty beam.
 *
 * @module
 */
import type { EngineWaves } from "../../../backend/operations/waves/engine.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { Refinement } from "./refinement.ts";

/**
 * Creates the refinement.
 *
 * @param low Least |O|; phases stay. A pixel that is 0 has no phase, and becomes real.
 * @param high Greatest |O|.
 */
export function objectBounds(low: number, high: number): Refinement {
  return {
    name: "objectBounds",
    afterIteration: ({ object: { re, im }, probe }: EngineWaves) => {
      const amplitude = tf.sqrt(re.square().add(im.square()));
      const isEmpty = tf.less(amplitude, LEAST_AMPLITUDE);
      const factor = amplitude.clipByValue(low, high).div(tf.maximum(amplitude, LEAST_AMPLITUDE));
      return {
        object: { re: tf.where(isEmpty, tf.fill(re.shape, low), re.mul(factor)), im: im.mul(factor) },
        probe,
      };
    },
  };
}

// --- internal ---

/** Amplitudes below are 0: their phase is of rounding. */
const LEAST_AMPLITUDE = 1e-12;
