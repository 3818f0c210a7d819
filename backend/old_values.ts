/**
 * Variables that move together or not at all.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";

/**
 * Does work that gives variables other values, one after the other. Where it fails all have the values again that they
 * had before, to the last bit: nothing is computed, they are kept under a second name meanwhile.
 *
 * @param variables The variables.
 * @param work Nothing is awaited in it.
 * @returns What `work` returns.
 * @throws What `work` throws.
 */
export function oldValuesOnError<T>(variables: readonly tf.Variable[], work: () => T): T {
  const before = variables.map((variable) => tf.clone(variable));
  try {
    return work();
  } catch (error) {
    variables.forEach((variable, index) => variable.assign(before[index] ?? variable));
    throw error;
  } finally {
    tf.dispose(before);
  }
}
