/**
 * The step of least squares, as WebGPU programs; `backend/operations/least_squares_step.ts` says what they compute.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { StepSizes } from "../../operations/engine.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { bestSteps } from "./best_steps.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { type CutFrom, illuminatePatch } from "./patch.ts";
import { productsOf } from "./probe_products.ts";
import {
  BRIGHTEST,
  type LightShare,
  sharedOut,
  shareOfLight,
  type StepSums,
  sumsOnObject,
  sumsOnProbe,
} from "./step_sums.ts";

/**
 * Moves object and probe.
 *
 * @param call Of `LeastSquaresStep`.
 * @param step How far.
 * @returns Object (H, W), twice, and probe (M, N, N), twice.
 */
export function leastSquaresOnGpu(call: EngineCall, step: StepSizes): tf.TensorInfo[] {
  const { sizes, canvas } = call, { positions, modes, size } = sizes;
  const probeMoves = step.probeStep > 0;
  const products = call.make(productsOf(sizes)), onObject = sumsOnObject(call, products);
  const objectShape = [canvas.height, canvas.width], probeShape = [modes, size, size];
  const ofObject = { wave: "object", shape: objectShape, waves: 1, regularisation: step.objectRegularisation } as const;
  const ofProbe = { wave: "probe", shape: probeShape, waves: modes, regularisation: step.probeRegularisation } as const;
  const ways = {
    ...wayOf(call, onObject, ofObject),
    ...probeMoves && wayOf(call, sumsOnProbe(call), ofProbe),
  };
  const changes = {
    u: call.make(changeBy({ ...sizes, ...canvas, object: "objectWay", probe: "probe" }), ways),
    ...probeMoves && { v: call.make(changeBy({ ...sizes, ...canvas, object: "object", probe: "probeWay" }), ways) },
  };
  const steps = bestSteps(call, changes);
  const share = call.make(meanOnCanvas({ ...sizes, ...canvas }), { products, steps, most: onObject.most });
  const object = call.return(further({ ...ofObject, step: step.objectStep, by: "share[id]" }), { ...ways, share });
  if (!probeMoves) return [...object, call.again("probeRe"), call.again("probeIm")];
  const mean = further({ ...ofProbe, step: step.probeStep, by: `share[${2 * positions}]` });
  return [...object, ...call.return(mean, { ...ways, share: steps })];
}

// --- internal ---

interface WaveSizes extends Pick<LightShare, "waves" | "regularisation"> {
  /** Name of its inputs, less `Re` and `Im`. */
  readonly wave: "object" | "probe";
  readonly shape: readonly number[];
}

/** Where a whole step would lead. */
function wayOf(call: EngineCall, sums: StepSums, sizes: WaveSizes): Record<string, tf.TensorInfo> {
  const [re, im] = call.makeAll(way(sizes), { ...sums });
  return { ...re && { [`${sizes.wave}WayRe`]: re }, ...im && { [`${sizes.wave}WayIm`]: im } };
}

const way = gpuProgram("way", ({ shape, waves, regularisation }: WaveSizes): GpuSource => {
  const pixels = shape.slice(-2).reduce((product, length) => product * length, 1);
  return {
    inputs: ["sums", "most"],
    outputs: { wayRe: shape, wayIm: shape },
    body: `
  ${shareOfLight({ waves, pixels, step: 1, regularisation })}
  wayRe[id] = sums[id] * share;
  wayIm[id] = sums[id + ${waves * pixels}] * share;`,
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
  ${BRIGHTEST}
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

/** Goes a share of the way. */
const further = gpuProgram(
  "further",
  ({ wave, shape, step, by }: WaveSizes & { readonly step: number; readonly by: string }): GpuSource => ({
    inputs: [`${wave}Re`, `${wave}Im`, `${wave}WayRe`, `${wave}WayIm`, "share"],
    outputs: { movedRe: shape, movedIm: shape },
    body: `
  let far = ${by} * ${step};
  movedRe[id] = ${wave}Re[id] + ${wave}WayRe[id] * far;
  movedIm[id] = ${wave}Im[id] + ${wave}WayIm[id] * far;`,
  }),
);
