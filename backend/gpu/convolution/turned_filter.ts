/**
 * A filter turned by 180°, with its channels exchanged, as a WebGPU program: the gradient of a convolution by the image is the
 * convolution of the output's gradient with it.
 *
 * @module
 */
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** The program: `w` (height, width, inputs, outputs) to `turned` (height, width, outputs, inputs). */
export const turnedFilter = gpuProgram("turned filter", ({ filter }: { filter: readonly number[] }): GpuSource => {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = filter;
  return {
    inputs: ["w"],
    outputs: { turned: [height, width, outputs, inputs] },
    body: `
  let tap = ${height * width - 1} - id / ${inputs * outputs};
  turned[id] = w[tap * ${inputs * outputs} + id % ${inputs} * ${outputs} + id / ${inputs} % ${outputs}];`,
  };
});
