/**
 * The step of least squares, as WebGPU programs; `backend/operations/waves/least_squares_step.ts` says what they compute.
 *
 * @module
 */
import type { StepSizes } from "../../operations/waves/engine.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { bestSteps } from "./best_steps.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { type CutFrom, illuminatePatch } from "./patch.ts";
import { productsOf } from "./probe_products.ts";
import { brightestOf, type LightShare, sharedOut, shareOfLight, sumBatch } from "./step_sums.ts";

/**
 * Moves object and probe where they lie.
 *
 * @param call Of `LeastSquaresStep`.
 * @param step How far.
 */
export function leastSquaresOnGpu(call: EngineCall, step: StepSizes): void {
  const { sizes, canvas } = call, { objectStep, objectRegularisation, probeStep, probeRegularisation } = step;
  const probeMoves = probeStep > 0, all = { ...sizes, ...canvas, probeMoves };
  const products = call.make(productsOf(sizes)), sums = sumBatch(call, products, probeMoves);
  const whole = call.makeAll(way({ ...all, objectRegularisation, probeRegularisation }), { ...sums });
  const ways = Object.fromEntries(whole.map((tensor, k) => [WAYS[k], tensor]));
  const changes = {
    u: call.make(changeBy({ ...sizes, ...canvas, object: "objectWay", probe: "probe" }), ways),
    ...probeMoves && { v: call.make(changeBy({ ...sizes, ...canvas, object: "object", probe: "probeWay" }), ways) },
  };
  const steps = bestSteps(call, changes);
  const share = call.make(meanOnCanvas({ ...sizes, ...canvas }), { products, steps, most: sums.most });
  const { height, width } = canvas, { positions, modes, size } = sizes;
  const own = { wave: "object", elements: height * width, step: objectStep, by: "share[id]" } as const;
  call.return(further(own), { ...ways, share });
  if (probeMoves) {
    const mean = `share[${2 * positions}]`, elements = modes * size ** 2;
    call.return(further({ wave: "probe", elements, step: probeStep, by: mean }), { ...ways, share: steps });
  }
}

// --- internal ---

/** Where a whole step would lead. */
const WAYS = ["objectWayRe", "objectWayIm", "probeWayRe", "probeWayIm"] as const;

type WaySizes =
  & EngineSizes
  & EngineCall["canvas"]
  & { readonly probeMoves: boolean }
  & Pick<StepSizes, "objectRegularisation" | "probeRegularisation">;

/** Both ways, an invocation for each pixel of the object, and behind those for each of all modes. */
const way = gpuProgram("ways", (sizes: WaySizes): GpuSource => {
  const { modes, size, height, width, probeMoves, objectRegularisation, probeRegularisation } = sizes;
  const first = height * width, probe = [modes, size, size];
  const wayOf = (share: Pick<LightShare, "wave" | "waves" | "pixels" | "regularisation">): string => `
  ${shareOfLight({ ...share, step: 1 })}
  ${share.wave}WayRe[at] = ${share.wave}Sums[at] * share;
  ${share.wave}WayIm[at] = ${share.wave}Sums[at + ${share.waves * share.pixels}] * share;`;
  const ofObject = wayOf({ wave: "object", waves: 1, pixels: first, regularisation: objectRegularisation });
  const ofProbe = wayOf({
    ...{ wave: "probe", waves: modes, pixels: size ** 2, regularisation: probeRegularisation } as const,
  });
  return {
    inputs: ["objectSums", ...probeMoves ? ["probeSums"] : [], "most"],
    outputs: {
      ...{ objectWayRe: [height, width], objectWayIm: [height, width] },
      ...probeMoves && { probeWayRe: probe, probeWayIm: probe },
    },
    invocations: first + (probeMoves ? modes * size ** 2 : 0),
    body: `
  if (id < ${first}) { let at = id;${ofObject} }
  ${probeMoves ? `if (id >= ${first}) { let at = id - ${first};${ofProbe} }` : ""}`,
  };
});

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

/** (H, W): mean of the steps of the positions whose light falls on a pixel, by that light. */
const meanOnCanvas = gpuProgram(
  "mean of steps",
  ({ positions, size, height, width }: EngineSizes & EngineCall["canvas"]): GpuSource => ({
    inputs: ["products", "corners", "fractions", "steps", "most"],
    outputs: { mean: [height, width] },
    declarations: sharedOut(size, { type: "f32", value: `products[${2 * positions * size ** 2} + at]` }),
    body: `
  ${brightestOf("object")}
  var light = 0.0;
  var sum = 0.0;
  for (var j = 0; j < ${positions}; j++) {
    let own = sharedOut(j, id / ${width}, id % ${width});
    light += own;
    sum += steps[j] * own;
  }
  mean[id] = sum / max(light, least);`,
  }),
);

/** Goes a share of the way, where the wave lies. */
const further = gpuProgram(
  "further",
  ({ wave, elements, step, by }: {
    readonly wave: "object" | "probe";
    readonly elements: number;
    readonly step: number;
    readonly by: string;
  }): GpuSource => ({
    inputs: [`${wave}Re`, `${wave}Im`, `${wave}WayRe`, `${wave}WayIm`, "share"],
    ...{ updates: [`${wave}Re`, `${wave}Im`], outputs: {}, invocations: elements },
    body: `
  let far = ${by} * ${step};
  ${wave}Re[id] += ${wave}WayRe[id] * far;
  ${wave}Im[id] += ${wave}WayIm[id] * far;`,
  }),
);
