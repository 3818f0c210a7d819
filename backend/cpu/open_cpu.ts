/**
 * Opening the CPU backend.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { AcceleratorError } from "../interface/accelerator_error.ts";
import { Arena, MOST_MEMORY } from "./runtime/arena.ts";
import { CpuBackend } from "./runtime/cpu_backend.ts";
import { bestBuild, compileKernels, type KernelBuild } from "./runtime/kernel_module.ts";
import { registerCpuKernels } from "./register_cpu_kernels.ts";
import { MOST_THREADS, ThreadPool } from "./runtime/thread_pool.ts";

/** The name under which tensorflow.js knows the backend; its own `cpu` stays what it was. It finds no kernels of a name with `_`. */
export const CPU_BACKEND = "exitwave-cpu";

/** How to open the backend. */
export interface CpuOptions {
  /**
   * Threads, 1 to 256.
   *
   * @default {navigator.hardwareConcurrency}
   */
  readonly threads?: number;
  /**
   * The most that all tensors together may take, in bytes; up to 4 GiB.
   *
   * @default {4294967296}
   */
  readonly memoryLimit?: number;
  /**
   * Which kernels.
   *
   * @default {bestBuild()}
   */
  readonly build?: KernelBuild;
}

/**
 * Makes the CPU backend and registers it with tensorflow.js; if it is there already, it only gets another number of
 * threads.
 *
 * @param options Options; memory limit and build count the first time only.
 * @returns The backend, not yet chosen.
 * @throws {AcceleratorError} If the engine cannot run the kernels.
 * @throws {RangeError} If there cannot be so many threads.
 */
export async function openCpu(options: CpuOptions = {}): Promise<CpuBackend> {
  const { threads = navigator.hardwareConcurrency } = options;
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    const wanted = `Cannot start threads as there must be 1 to ${MOST_THREADS}, a whole number`;
    throw new RangeError(`${wanted}: current value is ${threads}`);
  }
  const backend = tf.findBackend(CPU_BACKEND) as CpuBackend | null ?? await makeBackend(options);
  await backend.pool.resize(threads);
  return backend;
}

// --- internal ---

async function makeBackend(
  { memoryLimit = MOST_MEMORY, build = supportedBuild() }: CpuOptions,
): Promise<CpuBackend> {
  const module = await compileKernels(build);
  // Another call may have made it meanwhile.
  const made = tf.findBackend(CPU_BACKEND);
  if (made) return made as CpuBackend;
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 65_536, shared: true });
  const pool = new ThreadPool(module, memory);
  const backend = new CpuBackend({ arena: new Arena(memory, memoryLimit), pool, memory, build });
  registerCpuKernels(CPU_BACKEND);
  tf.registerBackend(CPU_BACKEND, () => backend);
  // The factory runs when the backend is chosen; it is found, with its kernels set up, from then on.
  await tf.setBackend(CPU_BACKEND);
  return backend;
}

function supportedBuild(): KernelBuild {
  try {
    return bestBuild();
  } catch (error) {
    throw new AcceleratorError(error instanceof Error ? error.message : String(error));
  }
}
