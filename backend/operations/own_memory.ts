/**
 * Where tensors live.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** Whether tensors live in a memory of the accelerator's own, so that what is used again and again should stay there. */
export function hasOwnMemory(): boolean {
  return tf.getBackend() === "webgpu";
}
