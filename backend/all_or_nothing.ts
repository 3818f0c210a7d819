/**
 * Making what consists of many tensors, such as a model or a batch's gradients, without leaving some behind where the
 * last of them does not fit.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";

/**
 * Makes something that holds tensors and variables. Where that fails, all that were made by then are freed, those too
 * that tensorflow.js keeps for the backward pass: `tf.tidy` alone would leave them.
 *
 * @param make Makes it; nothing is awaited in it.
 * @returns What `make` returns. Its tensors are the caller's to dispose of, as if they had been made without this.
 * @throws What `make` throws.
 */
export function allOrNothing<T>(make: () => T): T {
  const engine = tf.engine();
  const { state } = engine;
  const before = new Set(Object.values(state.registeredVariables));
  const { keep } = engine;
  const kept: tf.Tensor[] = [];
  engine.keep = <K extends tf.Tensor>(tensor: K): K => {
    kept.push(tensor);
    return keep.call(engine, tensor) as K;
  };
  engine.startScope("all or nothing");
  const made = state.activeScope.track;
  try {
    const result = make();
    // Named as the scope's result, they outlive it.
    engine.endScope(made);
    return result;
  } catch (error) {
    const variables = Object.values(state.registeredVariables).filter((variable) => !before.has(variable));
    for (const tensor of [...variables, ...kept, ...made]) if (!tensor.isDisposed) tensor.dispose();
    engine.endScope();
    throw error;
  } finally {
    engine.keep = keep;
  }
}
