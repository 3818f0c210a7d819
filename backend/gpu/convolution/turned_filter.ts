/**
 * A filter turned by 180°, with its channels exchanged, as a WebGPU program: the gradient of a convolution by the image is the
 * convolution of the output's gradient with it.
 *
 * @module
 */
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** The program: `w` (height, width, inputs, outputs) to `turned` (height, width, outputs, inputs). */
export const turnedFilter = gpuProgram("turned filter", ({ filter }: { filter: readonly number[] }): GpuSource => ({
  ...{ inputs: ["w"], outputs: { turned: turnedText(filter).shape } },
  body: `turned[id] = ${turnedText(filter).at("id")};`,
}));

/** The shape of a turned filter, and its element of some number as WGSL of the filter `w`. */
export function turnedText(
  [height = 0, width = 0, inputs = 0, outputs = 0]: readonly number[],
): { readonly shape: readonly number[]; readonly at: (id: string) => string } {
  const each = inputs * outputs;
  return {
    shape: [height, width, outputs, inputs],
    at: (id) =>
      `w[(${
        height * width - 1
      } - ${id} / ${each}) * ${each} + ${id} % ${inputs} * ${outputs} + ${id} / ${inputs} % ${outputs}]`,
  };
}
