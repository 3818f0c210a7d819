/**
 * The kernels of the CPU backend: tensorflow.js' own, and ours in the place of the hot ones.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { activationKernels } from "./kernels/activation_kernels.ts";
import { binaryKernels } from "./kernels/binary_kernels.ts";
import { adamKernels } from "./kernels/adam_kernels.ts";
import { attentionKernels } from "./kernels/attention_kernels.ts";
import { convolutionKernels } from "./kernels/convolution_kernels.ts";
import type { CpuBackend } from "./runtime/cpu_backend.ts";
import type { CpuKernel } from "./kernels/cpu_kernel.ts";
import { diffractionKernels } from "./kernels/waves/diffraction_kernels.ts";
import { engineKernels } from "./kernels/waves/engine_kernels.ts";
import { gatherKernels } from "./kernels/gather_kernels.ts";
import { KernelCall } from "./kernels/kernel_call.ts";
import { listKernels } from "./kernels/list_kernels.ts";
import { matMulKernels } from "./kernels/matmul_kernels.ts";
import { reductionKernels } from "./kernels/reduction_kernels.ts";
import { unaryKernels } from "./kernels/unary_kernels.ts";
import { movementKernels } from "./kernels/movement_kernels.ts";
import { overlapKernels } from "./kernels/overlap_kernels.ts";
import { padKernels } from "./kernels/pad_kernels.ts";
import { poolKernels } from "./kernels/pool_kernels.ts";
import { resizeKernels } from "./kernels/resize_kernels.ts";
import { transposeKernels } from "./kernels/transpose_kernels.ts";

/**
 * Registers every kernel; calling it again changes nothing.
 *
 * @param backendName The backend.
 */
export function registerCpuKernels(backendName: string): void {
  if (tf.getKernelsForBackend(backendName).length > 0) return;
  const inherited = new Map(tf.getKernelsForBackend("cpu").map((stock) => [stock.kernelName, stock]));
  for (const kernelName of new Set([...inherited.keys(), ...Object.keys(KERNELS)])) {
    const [kernel, stock] = [KERNELS[kernelName], inherited.get(kernelName)];
    tf.registerKernel({
      ...stock,
      kernelName,
      backendName,
      kernelFunc: (call) => kernel?.(new KernelCall(call)) ?? runInherited(stock, call),
    });
  }
}

// --- internal ---

const KERNELS: Readonly<Record<string, CpuKernel>> = {
  ...activationKernels,
  ...adamKernels,
  ...attentionKernels,
  ...convolutionKernels,
  ...diffractionKernels,
  ...engineKernels,
  ...matMulKernels,
  ...gatherKernels,
  ...unaryKernels,
  ...binaryKernels,
  ...listKernels,
  ...movementKernels,
  ...overlapKernels,
  ...padKernels,
  ...poolKernels,
  ...resizeKernels,
  ...transposeKernels,
  ...reductionKernels,
};

function runInherited(
  stock: tf.KernelConfig | undefined,
  call: Parameters<tf.KernelFunc>[0],
): ReturnType<tf.KernelFunc> {
  if (stock) return (call.backend as CpuBackend).runStock(() => stock.kernelFunc(call));
  const shapes = Object.values(call.inputs).map((input) => `[${input?.shape}]`).join(", ");
  throw new TypeError(`Cannot run a kernel of exitwave on these inputs: current value is ${shapes}`);
}
