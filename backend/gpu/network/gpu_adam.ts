/**
 * A step of Adam, as a WebGPU program a parameter; `backend/operations/adam_step.ts` says what it computes.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { type GpuKernelCall, type NewGpuKernel, shapeOf } from "../programs/register_gpu_kernels.ts";

/** `AdamStep`. */
export const gpuAdamKernels: Readonly<Record<string, NewGpuKernel>> = {
  AdamStep: (call) => {
    const stepSizes = call.attributes.stepSizes as number[];
    return stepSizes.flatMap((stepSize, parameter) => moved(call, parameter, stepSize));
  },
};

// --- internal ---

interface Moving {
  readonly shape: readonly number[];
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

function moved({ backend, inputs, attributes }: GpuKernelCall, parameter: number, stepSize: number): tf.TensorInfo[] {
  const { beta1, beta2, epsilon, rootCorrections } = attributes as unknown as Moving & { rootCorrections: number[] };
  const names = [0, 1, 2, 3].map((k) => `t${4 * parameter + k}`);
  const [value, gradient, mean, square] = names.map((name) => inputs[name]);
  if (!value || !gradient || !mean || !square) {
    throw new TypeError("Cannot move a parameter as one of its tensors is missing");
  }
  return backend.run(adam({ shape: shapeOf(inputs, names[0] ?? ""), beta1, beta2, epsilon }), {
    inputs: { value, gradient, mean, square },
    numbers: [stepSize, rootCorrections[parameter] ?? NaN],
  });
}

const adam = gpuProgram("adam", ({ shape, beta1, beta2, epsilon }: Moving): GpuSource => ({
  inputs: ["value", "gradient", "mean", "square"],
  outputs: { newValue: shape, newMean: shape, newSquare: shape },
  numbers: 2,
  body: `
  let g = gradient[id];
  let m = ${beta1} * mean[id] + ${1 - beta1} * g;
  let v = ${beta2} * square[id] + ${1 - beta2} * g * g;
  newMean[id] = m;
  newSquare[id] = v;
  newValue[id] = value[id] - numbers[0].x * (m / (sqrt(v) / numbers[0].y + ${epsilon}));`,
}));
