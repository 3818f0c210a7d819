/**
 * Where tensors live and kernels run. This is the only place that names a tensorflow.js backend: `cpu`, with our own
 * convolution kernels, or `webgpu`, on a device that is opened here with all that its adapter can
 * give, with convolutions of our own too.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { AcceleratorError } from "./accelerator_error.ts";
import type { Accelerator } from "./accelerator_interface.ts";
import { CPU_BACKEND, openCpu } from "./cpu/open_cpu.ts";
import { registerFusedConvolution } from "./fused_convolution.ts";
import { openGpu } from "./gpu.ts";

export { type Accelerator, AcceleratorError };

/**
 * Makes an accelerator the current one: from here on tensors are made on it.
 *
 * @param name `auto` takes a hardware WebGPU adapter, else the CPU; `webgpu`, or `gpu`, takes any adapter, a software one
 * too; `cpu` takes the CPU.
 * @returns The accelerator.
 * @throws {AcceleratorError} If `webgpu` is asked for and there is no adapter, or its device does not open.
 *
 * @example
 * ```ts
 * import { selectAccelerator } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const accelerator = await selectAccelerator("cpu");
 * assertEquals([accelerator.name, accelerator.failure()], ["cpu", null]);
 * ```
 */
export async function selectAccelerator(name: "auto" | "cpu" | "webgpu" | "gpu"): Promise<Accelerator> {
  // Production mode only leaves out checks of tensorflow.js, and the advertisement it prints.
  tf.enableProdMode();
  if (name === "cpu") return await selectCpu();
  const gpu = await openGpu({ software: name !== "auto" });
  if (gpu) {
    await tf.setBackend("webgpu");
    registerFusedConvolution();
    return gpu;
  }
  if (name === "auto") return await selectCpu();
  throw new AcceleratorError(
    `Cannot use accelerator ${name} as there is no WebGPU adapter: install a Vulkan driver (a software one is in mesa-vulkan-drivers), or use cpu`,
  );
}

// --- internal ---

async function selectCpu(): Promise<Accelerator> {
  await openCpu();
  await tf.setBackend(CPU_BACKEND);
  registerFusedConvolution();
  return { name: "cpu", adapter: "tensorflow.js cpu backend", software: true, limits: {}, failure: () => null };
}
