/**
 * The probe times what exit waves lack, as a WebGPU program: what an object is moved by, and what slopes are compared with.
 *
 * @module
 */
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import type { EngineSizes } from "./engine_call.ts";
import { lacking, lackingInputs } from "./shot_variation.ts";

/** (2 B + 1, N, N): Σ over modes of P* χ, both parts, and of |P|². */
export const productsOf = gpuProgram("probe times correction", (sizes: EngineSizes): GpuSource => {
  const { positions, modes, size } = sizes, pixels = size ** 2;
  return {
    inputs: ["probeRe", "probeIm", ...lackingInputs(sizes)],
    declarations: lacking(sizes),
    outputs: { products: [2 * positions + 1, size, size] },
    invocations: (positions + 1) * pixels,
    body: `
  let j = id / ${pixels};
  let at = id % ${pixels};
  var sum = vec2<f32>(0.0);
  for (var mode = 0; mode < ${modes}; mode++) {
    let p = vec2<f32>(probeRe[mode * ${pixels} + at], probeIm[mode * ${pixels} + at]);
    if (j < ${positions}) {
      let c = lacking(j, mode * ${pixels} + at);
      sum += vec2<f32>(p.x * c.x + p.y * c.y, p.x * c.y - p.y * c.x);
    } else {
      sum.x += dot(p, p);
    }
  }
  if (j < ${positions}) {
    products[id] = sum.x;
    products[id + ${positions * pixels}] = sum.y;
  } else {
    products[${2 * positions * pixels} + at] = sum.x;
  }`,
  };
});
