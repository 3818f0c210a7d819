/**
 * How far Poisson's likelihood has each pattern go, as a WebGPU program; `backend/operations/waves/engine.ts` says what it is.
 *
 * @module
 */
import { LEAST_INTENSITY, LONGEST_STEP, NEWTON_STEPS } from "../../operations/waves/engine.ts";
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import type { EngineSizes } from "./engine_call.ts";
import { sumOfWorkgroup } from "./workgroup_sum.ts";

/**
 * (B) ξ, a workgroup for each pattern, of `factors`, whose first plane has v of all pixels, the origin first, and of
 * `measured`. Intensities, with the count that is added, are counts / (1 − v).
 */
export const likeliestSteps = gpuProgram("likeliest steps", ({ positions, size }: EngineSizes): GpuSource => {
  const pixels = size ** 2, middle = size / 2;
  return {
    ...{ inputs: ["factors", "measured"], outputs: { steps: [positions] }, invocations: positions * WORKGROUP },
    ...{ together: true, declarations: sumOfWorkgroup(2) },
    body: `
  var step = 0.0;
  for (var k = 0; k < ${NEWTON_STEPS}; k++) {
    var sums = array<f32, 2>(0.0, 0.0);
    if (group < ${positions}) {
      for (var p = lane; p < ${pixels}; p += ${WORKGROUP}) {
        let row = (p / ${size} + ${middle}) % ${size};
        let column = (p % ${size} + ${middle}) % ${size};
        let amplitude = measured[group * ${pixels} + row * ${size} + column];
        let excess = factors[group * ${pixels} + p];
        let counts = amplitude * amplitude + 1.0;
        let intensity = counts / (1.0 - excess);
        let left = 1.0 - step * excess;
        sums[0] += excess * (counts / left - intensity * left);
        sums[1] += excess * excess * (counts / (left * left) + intensity);
      }
    }
    let total = sumOfWorkgroup(lane, sums);
    step = clamp(step - total[0] / max(total[1], ${LEAST_INTENSITY}), 0.0, ${LONGEST_STEP});
  }
  if (lane == 0 && group < ${positions}) { steps[group] = step; }`,
  };
});
