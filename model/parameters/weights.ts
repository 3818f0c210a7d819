/**
 * The variables that a network and a forward model compute with.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";

/** Weights by their names in the `state_dict`, in tensorflow.js layout (height, width, in, out; linear in, out). */
export type Weights = ReadonlyMap<string, tf.Variable>;
