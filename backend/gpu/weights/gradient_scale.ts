/**
 * The factor of a loss whose gradients are kept as halves, as WebGPU programs see it; `train/optimizer/gradient_scale.ts` says
 * what it is. It lives in a tensor of three numbers: the factor, its inverse, and how many steps it has lasted.
 *
 * @module
 */
import { gpuProgram } from "../programs/gpu_program.ts";

/** What `factors` say of gradients that no step is taken by. */
export const SKIPPED = -1;

/**
 * A function in WGSL, `isHuge(x)`: whether x is infinite, no number, or beyond 10³⁸. It looks at the bits, as a compiler may
 * take for granted that numbers are finite.
 */
export const IS_HUGE = "fn isHuge(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) >= 0x7e967699u; }";

/** The next `moved` of a `scale`: half where gradients were skipped, twice as much after many steps in a row. */
export const scaleMove = gpuProgram("scale move", ({ growthSteps }: { readonly growthSteps: number }) => ({
  ...{ inputs: ["factors", "scale"], outputs: { moved: [3] }, invocations: 1 },
  body: `
  let skipped = factors[0] < 0.0;
  let grown = !skipped && scale[2] + 1.0 >= ${growthSteps}.0;
  let by = select(select(1.0, 2.0, grown), 0.5, skipped);
  moved[0] = scale[0] * by;
  moved[1] = scale[1] * select(select(1.0, 0.5, grown), 2.0, skipped);
  moved[2] = select(scale[2] + 1.0, 0.0, skipped || grown);`,
}));
