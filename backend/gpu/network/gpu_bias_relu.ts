/**
 * The gradient of a bias and a ReLU, as WebGPU programs; `backend/operations/fused_convolution.ts` says what it is.
 *
 * @module
 */
import { elementsOf, gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { type NewGpuKernel, shapeOf } from "../programs/register_gpu_kernels.ts";
import { type Shares, sharesOf, sumOfShares } from "./shares.ts";

/** `BiasReluGradient`. */
export const gpuBiasReluKernels: Readonly<Record<string, NewGpuKernel>> = {
  BiasReluGradient: ({ backend, inputs }) => {
    const shape = shapeOf(inputs, "dy"), channels = shape.at(-1) ?? 0;
    const shares = sharesOf({ images: 1, pixels: elementsOf(shape.slice(0, -1)), channels });
    const [dz, sums] = backend.run(gradient({ ...shares, shape }), { inputs });
    if (!dz || !sums) throw new TypeError("Cannot differentiate a ReLU as a program has no output");
    const dbias = backend.compute(sumOfShares({ channels, shares: shares.shares, shape: [channels] }), {
      inputs: { sums },
    });
    backend.disposeData(sums.dataId);
    return [dz, dbias];
  },
};

// --- internal ---

/** The gradient before the ReLU, and of each share of the pixels its sum by channel. */
const gradient = gpuProgram("relu gradient", (given: Shares & { shape: readonly number[] }): GpuSource => {
  const { shape, channels, pixels, shares, length } = given;
  return {
    inputs: ["dy", "y"],
    outputs: { dz: shape, sums: [shares, channels] },
    invocations: shares * channels,
    body: `
  let first = id / ${channels} * ${length};
  var sum = 0.0;
  for (var pixel = first; pixel < min(first + ${length}, ${pixels}); pixel++) {
    let at = pixel * ${channels} + id % ${channels};
    let value = select(0.0, dy[at], y[at] > 0.0);
    dz[at] = value;
    sum += value;
  }
  sums[id] = sum;`,
  };
});
