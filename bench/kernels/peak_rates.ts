/**
 * What the machine can do in the minute in which kernels are timed: on the CPU backend, with as many threads as it has.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { CpuBackend } from "../../backend/cpu/runtime/cpu_backend.ts";

/**
 * GFLOP/s of the product that convolutions are made of, with all that it reads in the first-level cache.
 *
 * @param now The clock, in milliseconds; that on the wall where it is left out.
 */
export function productRate(now: () => number = () => performance.now()): number {
  const [batch, m, k, n] = [64, 48, 64, 64];
  const backend = tf.backend() as CpuBackend;
  return tf.tidy(() => {
    const [a, b] = [tf.ones([m, k]), tf.ones([k, n])];
    const c = backend.output([batch, m, n]);
    const rate = backend.withScratch(4 * k * n, (packed) => {
      // One matrix each serves the whole batch.
      const strides = [0, k, 1, 0, n, 1];
      const args = [backend.address(a), backend.address(b), backend.address(c), packed, batch, m, n, k, ...strides];
      backend.run("packMatrix", args);
      backend.run("matMul", args);
      const start = now();
      for (let call = 0; call < 4; call++) backend.run("matMul", args);
      return 4 * 2 * batch * m * n * k / (now() - start) / 1e6;
    });
    backend.disposeData(c.dataId);
    return rate;
  });
}

/**
 * GB/s of a kernel that does nothing but read and write.
 *
 * @param now The clock, in milliseconds; that on the wall where it is left out.
 */
export function streamRate(now: () => number = () => performance.now()): number {
  return tf.tidy(() => {
    const x = tf.ones([2 ** 23]);
    x.relu();
    const start = now();
    x.relu();
    return 2 * 4 * x.size / (now() - start) / 1e6;
  });
}
