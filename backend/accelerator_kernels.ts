/**
 * How fast the current accelerator computes, kernel by kernel.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import type { Accelerator } from "./interface/accelerator_interface.ts";
import type { KernelTable } from "./gpu/tuning/kernel_table.ts";
import type { TuningProgress } from "./gpu/tuning/tune_kernels.ts";

export type { KernelTable };

/**
 * Measures all ways of the kernels that a step has on a GPU.
 *
 * @param accelerator The accelerator, which is the current one.
 * @param step Computes what a step does, for nothing.
 * @param onProgress Told before the first kernel, and after each.
 * @returns The kernels; null on the CPU, whose kernels have one way.
 */
export async function acceleratorKernels(
  accelerator: Accelerator,
  step: () => void,
  onProgress: (progress: TuningProgress) => void,
): Promise<KernelTable | null> {
  if (accelerator.name !== "webgpu") return null;
  tf.tidy(step);
  const { kernelTable } = await import("./gpu/tuning/kernel_table.ts");
  return await kernelTable(tf.backend() as Parameters<typeof kernelTable>[0], onProgress);
}
