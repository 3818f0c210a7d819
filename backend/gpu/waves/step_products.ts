/**
 * What the least squares of each position are made of, as WebGPU programs; `backend/operations/engine.ts` says what they
 * compute.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { type CutFrom, illuminatePatch } from "./patch.ts";
import { sumOfWorkgroup } from "./workgroup_sum.ts";

/**
 * Sums products.
 *
 * @param call Of `StepProducts`.
 * @returns Five sums (B): uu, vv, uv, ux, vx.
 */
export function multiplyOnGpu(call: EngineCall): tf.TensorInfo[] {
  const { sizes, canvas } = call;
  const u = call.make(changeBy({ ...sizes, ...canvas, object: "objectWay", probe: "probe" }));
  const v = call.make(changeBy({ ...sizes, ...canvas, object: "object", probe: "probeWay" }));
  return [AMONG_CHANGES, WITH_CHI].flatMap((products) => call.return(innerProducts({ ...sizes, products }), { u, v }));
}

// --- internal ---

/** (2, B · M · N · N): what exit waves change by. */
const changeBy = gpuProgram("change of exit waves", (sizes: EngineSizes & CutFrom & { probe: string }): GpuSource => {
  const { positions, modes, size, object, probe } = sizes;
  const pixels = size ** 2, all = positions * modes * pixels;
  return {
    inputs: [`${object}Re`, `${object}Im`, `${probe}Re`, `${probe}Im`, "corners", "fractions"],
    ...{ outputs: { change: [2, all] }, invocations: all },
    declarations: illuminatePatch(sizes, probe),
    body: `
  let pixel = id % ${pixels};
  let wave = shone(id / ${modes * pixels}, pixel / ${size}, pixel % ${size}, id % ${modes * pixels});
  change[id] = wave.x;
  change[id + ${all}] = wave.y;`,
  };
});

/** Products by name, the two factors of each. */
type Products = Readonly<Record<string, readonly ["u" | "v", "u" | "v" | "chi"]>>;

/** In two programs: all in one would have more arrays than every adapter allows. */
const AMONG_CHANGES: Products = { uu: ["u", "u"], vv: ["v", "v"], uv: ["u", "v"] };
const WITH_CHI: Products = { ux: ["u", "chi"], vx: ["v", "chi"] };

/** (B) of each product: Σ Re a* b over pixels and modes, a workgroup for each position. */
const innerProducts = gpuProgram("inner products", (sizes: EngineSizes & { products: Products }): GpuSource => {
  const { positions, modes, size, products } = sizes;
  const wave = modes * size ** 2, all = positions * wave, names = Object.keys(products);
  const chi = Object.values(products).some(([, by]) => by === "chi");
  return {
    inputs: ["u", "v", ...chi ? ["chiRe", "chiIm"] : []],
    outputs: Object.fromEntries(names.map((name) => [name, [positions]])),
    ...{ invocations: positions * WORKGROUP, together: true, declarations: sumOfWorkgroup(names.length) },
    body: `
  var sums = array<f32, ${names.length}>();
  if (group < ${positions}) {
    for (var p = group * ${wave} + lane; p < (group + 1) * ${wave}; p += ${WORKGROUP}) {
      let of_u = vec2<f32>(u[p], u[p + ${all}]);
      let of_v = vec2<f32>(v[p], v[p + ${all}]);
      ${chi ? "let of_chi = vec2<f32>(chiRe[p], chiIm[p]);" : ""}
      ${Object.values(products).map(([a, b], k) => `sums[${k}] += dot(of_${a}, of_${b});`).join(" ")}
    }
  }
  let total = sumOfWorkgroup(lane, sums);
  if (lane == 0 && group < ${positions}) {
    ${names.map((name, k) => `${name}[group] = total[${k}];`).join(" ")}
  }`,
  };
});
