/**
 * Where tensors live and kernels run. This is the only place that names a tensorflow.js backend: our own for the CPU, or
 * `webgpu`, on a device that is opened here with all that its adapter can give, with convolutions of our own too.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import { AcceleratorError } from "./interface/accelerator_error.ts";
import type { Accelerator } from "./interface/accelerator_interface.ts";
import { CPU_BACKEND, openCpu } from "./cpu/open_cpu.ts";
import { openGpu } from "./gpu/gpu.ts";
import { registerNetworkKernels } from "./operations/network_kernels.ts";

export { type Accelerator, AcceleratorError };

/** Options of {@link selectAccelerator}. */
export interface AcceleratorOptions {
  /**
   * Threads of `cpu`, at least 1; no result depends on them. Null takes as many as the machine has cores.
   *
   * @default {null}
   */
  readonly threads?: number | null;
  /**
   * Keep to kernels that sum in a fixed order, so that the same work gives the same bits from run to run. The CPU has no
   * others; of WebGPU's, matrix products of long sums may be faster without.
   *
   * @default {true}
   */
  readonly deterministic?: boolean;
}

/**
 * Makes an accelerator the current one: from here on tensors are made on it.
 *
 * @param name `auto` takes a hardware WebGPU adapter, else the CPU; `webgpu`, or `gpu`, takes any adapter, a software one
 * too; `cpu` takes the CPU.
 * @param options Options.
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
export async function selectAccelerator(
  name: "auto" | "cpu" | "webgpu" | "gpu",
  options: AcceleratorOptions = {},
): Promise<Accelerator> {
  // Production mode only leaves out checks of tensorflow.js, and the advertisement it prints.
  tf.enableProdMode();
  if (name === "cpu") return await selectCpu(options);
  const gpu = await openGpu({ software: name !== "auto", deterministic: options.deterministic ?? true });
  if (gpu) {
    await tf.setBackend("webgpu");
    registerNetworkKernels();
    return gpu;
  }
  if (name === "auto") return await selectCpu(options);
  throw new AcceleratorError(
    `Cannot use accelerator ${name} as there is no WebGPU adapter: install a Vulkan driver (a software one is in mesa-vulkan-drivers), or use cpu`,
  );
}

/**
 * Makes an accelerator that was selected before the current one again, where another was selected meanwhile.
 *
 * @param accelerator What {@link selectAccelerator} returned.
 */
export async function reselectAccelerator(accelerator: Accelerator): Promise<void> {
  const backend = accelerator.name === "cpu" ? CPU_BACKEND : accelerator.name;
  if (tf.getBackend() === backend) return;
  await tf.setBackend(backend);
  registerNetworkKernels();
}

// --- internal ---

async function selectCpu({ threads }: AcceleratorOptions): Promise<Accelerator> {
  const { pool, build } = await openCpu(threads ? { threads } : {});
  await tf.setBackend(CPU_BACKEND);
  registerNetworkKernels();
  const adapter = `${pool.threads} ${pool.threads === 1 ? "thread" : "threads"}, WebAssembly ${build}`;
  const determinism = { guaranteed: true, reason: "every sum has a fixed order, whatever the number of threads" };
  return { name: "cpu", adapter, software: true, determinism, limits: {}, failure: () => null };
}
