/**
 * Patterns of a batch and where they lie, as a WebGPU program: all of it at once.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import type { GpuKernelCall } from "../programs/register_gpu_kernels.ts";
import { shapeOf } from "../programs/register_gpu_kernels.ts";

/**
 * Takes them.
 *
 * @param call Of `TakePatterns`.
 * @returns Corners and fractions (B, 2), amplitudes (B, N, N).
 */
export function takeOnGpu({ backend, inputs }: GpuKernelCall): tf.TensorInfo[] {
  const [positions = 0] = shapeOf(inputs, "rows"), [, size = 0] = shapeOf(inputs, "measured");
  const [amplitude, parts, first] = backend.run(take({ positions, size }), { inputs });
  if (!amplitude || !parts || !first) throw new TypeError("Cannot take patterns as there are none");
  return [first, parts, amplitude];
}

// --- internal ---

const take = gpuProgram(
  "patterns of a batch",
  ({ positions, size }: { readonly positions: number; readonly size: number }): GpuSource => ({
    inputs: ["corners", "fractions", "measured", "rows"],
    outputs: { amplitude: [positions, size, size], parts: [positions, 2], first: [positions, 2] },
    wholeOutputs: ["first"],
    body: `
  amplitude[id] = measured[rows[id / ${size ** 2}] * ${size ** 2} + id % ${size ** 2}];
  if (id < ${2 * positions}) {
    let at = 2 * rows[id / 2] + id % 2;
    parts[id] = fractions[at];
    first[id] = corners[at];
  }`,
  }),
);
