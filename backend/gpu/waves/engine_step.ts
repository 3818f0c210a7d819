/**
 * The step of object and probe, as WebGPU programs; `backend/operations/engine.ts` says what they compute. Each pixel sums
 * what the positions of the batch have for it, in their order: no program adds to what another invocation adds to.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { LEAST_SHARE } from "../../operations/composed_engine.ts";
import { LEAST_INTENSITY, type StepSizes } from "../../operations/engine.ts";
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { cutPatch } from "./patch.ts";
import { productsOf } from "./probe_products.ts";
import { mostOfWorkgroup } from "./workgroup_sum.ts";

/**
 * Moves object and probe.
 *
 * @param call Of `EngineStep`.
 * @param step How far.
 * @returns Object (H, W), twice, and probe (M, N, N), twice.
 */
export function stepOnGpu(call: EngineCall, step: StepSizes): tf.TensorInfo[] {
  const { sizes, canvas } = call, { modes, size } = sizes;
  const products = call.make(productsOf(sizes));
  const ofObject = call.make(laid({ ...sizes, ...canvas }), { products });
  const object = moved(call, ofObject, {
    ...{ wave: "object", shape: [canvas.height, canvas.width], waves: 1 },
    ...{ step: step.objectStep, regularisation: step.objectRegularisation },
  });
  if (step.probeStep === 0) return [...object, call.again("probeRe"), call.again("probeIm")];
  const ofProbe = call.make(seen({ ...sizes, ...canvas }));
  const probe = moved(call, ofProbe, {
    ...{ wave: "probe", shape: [modes, size, size], waves: modes },
    ...{ step: step.probeStep, regularisation: step.probeRegularisation },
  });
  return [...object, ...probe];
}

// --- internal ---

/** (3, H, W): what patches lay on the object, both parts, and their light. */
const laid = gpuProgram(
  "what patches lay",
  ({ positions, size, height, width }: EngineSizes & EngineCall["canvas"]): GpuSource => {
    const pixels = size ** 2, canvas = height * width;
    return {
      inputs: ["products", "corners", "fractions"],
      outputs: { sums: [3, height, width] },
      invocations: canvas,
      declarations: `
fn laid(j: i32, row: i32, column: i32) -> vec3<f32> {
  if (row < 0 || column < 0 || row >= ${size} || column >= ${size}) { return vec3<f32>(0.0); }
  let at = row * ${size} + column;
  return vec3<f32>(products[j * ${pixels} + at], products[(j + ${positions}) * ${pixels} + at],
    products[${2 * positions * pixels} + at]);
}`,
      body: `
  let row = id / ${width};
  let column = id % ${width};
  var sum = vec3<f32>(0.0);
  for (var j = 0; j < ${positions}; j++) {
    let y = row - corners[2 * j];
    let x = column - corners[2 * j + 1];
    if (y < 0 || x < 0 || y > ${size} || x > ${size}) { continue; }
    let down = fractions[2 * j];
    let across = fractions[2 * j + 1];
    sum += (1.0 - down) * ((1.0 - across) * laid(j, y, x) + across * laid(j, y, x - 1)) +
      down * ((1.0 - across) * laid(j, y - 1, x) + across * laid(j, y - 1, x - 1));
  }
  sums[id] = sum.x;
  sums[id + ${canvas}] = sum.y;
  sums[id + ${2 * canvas}] = sum.z;`,
    };
  },
);

/** (2 M + 1, N, N): Σ over positions of O_j* χ of each mode, both parts, and of |O_j|². */
const seen = gpuProgram(
  "patches times correction",
  ({ positions, modes, size, height, width }: EngineSizes & EngineCall["canvas"]): GpuSource => {
    const pixels = size ** 2;
    return {
      inputs: ["objectRe", "objectIm", "corners", "fractions", "chiRe", "chiIm"],
      outputs: { sums: [2 * modes + 1, size, size] },
      invocations: (modes + 1) * pixels,
      declarations: cutPatch({ object: "object", height, width }),
      body: `
  let mode = id / ${pixels};
  let at = id % ${pixels};
  var sum = vec2<f32>(0.0);
  for (var j = 0; j < ${positions}; j++) {
    let o = cut(j, at / ${size}, at % ${size});
    if (mode < ${modes}) {
      let wave = (j * ${modes} + mode) * ${pixels} + at;
      let c = vec2<f32>(chiRe[wave], chiIm[wave]);
      sum += vec2<f32>(o.x * c.x + o.y * c.y, o.x * c.y - o.y * c.x);
    } else {
      sum.x += dot(o, o);
    }
  }
  if (mode < ${modes}) {
    sums[id] = sum.x;
    sums[id + ${modes * pixels}] = sum.y;
  } else {
    sums[${2 * modes * pixels} + at] = sum.x;
  }`,
    };
  },
);

/** A wave that moves by sums over a denominator. */
interface Moving {
  /** Name of its inputs, less `Re` and `Im`. */
  readonly wave: "object" | "probe";
  readonly shape: readonly number[];
  /** How many waves it is of. */
  readonly waves: number;
  readonly step: number;
  readonly regularisation: number;
}

/** Moves both parts, by sums of both parts of all waves, behind which lies the denominator. */
function moved(call: EngineCall, sums: tf.TensorInfo, moving: Moving): tf.TensorInfo[] {
  const pixels = moving.shape.slice(-2).reduce((product, length) => product * length, 1);
  const most = call.make(greatest({ start: 2 * moving.waves * pixels, pixels }), { sums });
  return call.return(move({ ...moving, pixels }), { sums, most });
}

const move = gpuProgram(
  "step",
  ({ wave, shape, waves, step, regularisation, pixels }: Moving & { pixels: number }): GpuSource => ({
    inputs: [`${wave}Re`, `${wave}Im`, "sums", "most"],
    outputs: { movedRe: shape, movedIm: shape },
    body: `
  var brightest = 0.0;
  for (var k = 0; k < ${PARTS}; k++) { brightest = max(brightest, most[k]); }
  let light = sums[${2 * waves * pixels} + id % ${pixels}];
  let least = brightest * ${LEAST_SHARE} + ${LEAST_INTENSITY};
  let share = ${step} / max(light * ${1 - regularisation} + brightest * ${regularisation}, least);
  movedRe[id] = ${wave}Re[id] + sums[id] * share;
  movedIm[id] = ${wave}Im[id] + sums[id + ${waves * pixels}] * share;`,
  }),
);

/** Parts that the greatest of a plane is found in. */
const PARTS = 64;

/** (64): the greatest of each part of a plane. */
const greatest = gpuProgram("greatest", ({ start, pixels }: { start: number; pixels: number }): GpuSource => ({
  ...{ inputs: ["sums"], outputs: { most: [PARTS] }, invocations: PARTS * WORKGROUP },
  ...{ together: true, declarations: mostOfWorkgroup(1) },
  body: `
  var largest = array<f32, 1>(0.0);
  for (var p = id; p < ${pixels}; p += ${PARTS * WORKGROUP}) { largest[0] = max(largest[0], sums[${start} + p]); }
  let all = mostOfWorkgroup(lane, largest);
  if (lane == 0 && group < ${PARTS}) { most[group] = all[0]; }`,
}));
