/**
 * Times the kernels of the accelerator while something runs: which of them a training step spends its time in. On the CPU
 * a kernel is done when its function returns; on a GPU it is then only handed out, and its time is the host's alone.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import { wrapKernels } from "./wrap_kernels.ts";

/** What was measured of a kernel. */
export interface KernelTime {
  /** Its name in tensorflow.js. */
  readonly kernel: string;
  /** How often it ran. */
  readonly calls: number;
  /** Time in it, without that of kernels that it ran itself, in milliseconds. */
  readonly milliseconds: number;
}

/** A measurement under way. */
export interface KernelTimer {
  /** What is timed: the kernels' computation, or the host's dispatch of them, as on WebGPU. */
  readonly measures: "computation" | "dispatch";
  /** Ends it and leaves the kernels as they were. */
  stop(): KernelTime[];
}

/**
 * Starts timing every kernel of the current backend.
 *
 * @returns The measurement; its result is sorted, the longest time first.
 *
 * @example
 * ```ts
 * import { selectAccelerator, timeKernels } from "@exitwave/exitwave";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const timer = timeKernels();
 * tf.ones([8, 8]).matMul(tf.ones([8, 8]));
 * const [product] = timer.stop().filter(({ kernel }) => kernel === "BatchMatMul");
 * assertEquals(product?.calls, 1);
 * ```
 */
export function timeKernels(): KernelTimer {
  const times = new Map<string, { calls: number; milliseconds: number }>();
  let inner = 0;
  const restore = wrapKernels(({ kernelName, kernelFunc }) => {
    const time = { calls: 0, milliseconds: 0 };
    times.set(kernelName, time);
    return (call) => {
      const outer = inner;
      const start = performance.now();
      inner = 0;
      try {
        return kernelFunc(call);
      } finally {
        const elapsed = performance.now() - start;
        time.calls += 1;
        time.milliseconds += elapsed - inner;
        inner = outer + elapsed;
      }
    };
  });
  return {
    measures: tf.getBackend() === "webgpu" ? "dispatch" : "computation",
    stop: () => {
      restore();
      const ran = [...times].filter(([, { calls }]) => calls > 0);
      return ran.map(([kernel, time]) => ({ kernel, ...time })).sort((a, b) => b.milliseconds - a.milliseconds);
    },
  };
}
