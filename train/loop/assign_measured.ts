/**
 * What was measured of a batch becomes part of the model once the batch counts: not before, so that a batch that is taken
 * back leaves nothing behind.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";

/**
 * Gives buffers the values that were measured; these stay the caller's to dispose of.
 *
 * @param buffers Buffers of the model, by name.
 * @param measured What they are to be; see `microStep`.
 */
export function assignMeasured(
  buffers: ReadonlyMap<string, tf.Variable>,
  measured: ReadonlyMap<string, tf.Tensor>,
): void {
  for (const [name, value] of measured) buffers.get(name)?.assign(value);
}
