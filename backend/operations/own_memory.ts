/**
 * Where tensors live, and how large they may be there.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** Whether tensors live in a memory of the accelerator's own, so that what is used again and again should stay there. */
export function hasOwnMemory(): boolean {
  return tf.getBackend() === "webgpu";
}

/** Bytes that a tensor can have in that memory, as programs of the adapter see no more at once; 0 where there is none. */
export function greatestOwnTensor(): number {
  if (!hasOwnMemory()) return 0;
  const { device: { limits } } = tf.backend() as unknown as { readonly device: GPUDevice };
  return Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
}

/** Bytes that one buffer of every adapter can have in a program: the least that WebGPU allows an adapter to offer. */
export const BOUND_EVERYWHERE = 128 * 2 ** 20;
