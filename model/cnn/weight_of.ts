/**
 * Weights by name.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import type { Weights } from "../parameters/weights.ts";

/**
 * A weight by name.
 *
 * @throws {Error} If there is none of that name.
 */
export function weightOf(weights: Weights, name: string): tf.Variable {
  const weight = weights.get(name);
  if (!weight) {
    throw new Error(`Cannot evaluate the network as it has no weight of this name: current value is ${name}`);
  }
  return weight;
}
