/**
 * What a kernel of the CPU backend is.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { KernelCall } from "./kernel_call.ts";

/** Computes a call, or returns undefined where it does not know how: then tensorflow.js' kernel of that name does. */
export type CpuKernel = (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[] | undefined;
