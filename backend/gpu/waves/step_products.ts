/**
 * What the least squares of each position are made of, as WebGPU programs; `backend/operations/engine.ts` says what they
 * compute.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { type GpuProgram, WORKGROUP } from "../programs/gpu_program.ts";
import type { EngineCall } from "./engine_call.ts";
import { illuminatePatch } from "./patch.ts";
import { sumOfWorkgroup } from "./workgroup_sum.ts";

/**
 * Sums products.
 *
 * @param call Of `StepProducts`.
 * @returns Five sums (B): uu, vv, uv, ux, vx.
 */
export function multiplyOnGpu(call: EngineCall): tf.TensorInfo[] {
  const u = call.make(changeBy(call, "objectWay", "probe"));
  const v = call.make(changeBy(call, "object", "probeWay"));
  // Each of the five is an output of its own: a kernel of tensorflow.js has no part of a tensor.
  return PRODUCTS.map(([a, b]) => call.return(innerProduct(call, a, b), { u, v }));
}

// --- internal ---

type Factor = "u" | "v" | "chi";

const PRODUCTS: readonly (readonly [Factor, Factor])[] = [["u", "u"], ["v", "v"], ["u", "v"], ["u", "chi"], [
  "v",
  "chi",
]];

/** (2, B, M, N, N): what exit waves change by. */
function changeBy({ positions, modes, size }: EngineCall, object: string, probe: string): GpuProgram {
  const pixels = size ** 2, all = positions * modes * pixels;
  return {
    names: [`${object}Re`, `${object}Im`, `${probe}Re`, `${probe}Im`, "corners", "fractions"],
    ...{ outputShape: [2, all], invocations: all },
    declarations: illuminatePatch(object, probe),
    body: `
  let pixel = id % ${pixels};
  let wave = shone(id / ${modes * pixels}, pixel / ${size}, pixel % ${size}, id % ${modes * pixels});
  setOutputAtIndex(id, wave.x);
  setOutputAtIndex(id + ${all}, wave.y);`,
  };
}

/** (B) Σ Re a* b over pixels and modes, a workgroup for each position. */
function innerProduct({ positions, modes, size }: EngineCall, a: Factor, b: Factor): GpuProgram {
  const wave = modes * size ** 2, all = positions * wave;
  const of = (name: Factor): string =>
    name === "chi" ? "vec2<f32>(chiRe[p], chiIm[p])" : `vec2<f32>(${name}[p], ${name}[p + ${all}])`;
  const names = [...new Set([a, b])].flatMap((name) => name === "chi" ? ["chiRe", "chiIm"] : [name]);
  return {
    ...{ names, outputShape: [positions], invocations: positions * WORKGROUP, together: true },
    declarations: sumOfWorkgroup(1),
    body: `
  let lane = i32(localIndex);
  let j = id / ${WORKGROUP};
  var sum = array<f32, 1>(0.0);
  if (j < ${positions}) {
    for (var p = j * ${wave} + lane; p < (j + 1) * ${wave}; p += ${WORKGROUP}) { sum[0] += dot(${of(a)}, ${of(b)}); }
  }
  let total = sumOfWorkgroup(lane, sum);
  if (lane == 0 && j < ${positions}) { setOutputAtIndex(j, total[0]); }`,
  };
}
