/**
 * How coefficients of eigenprobes go, within a batch and between iterations, as WebGPU programs;
 * `backend/operations/waves/shot_variation.ts` says what they compute. All is moved where it lies.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { LEAST_LIGHT, LEAST_SIZE, LIGHT_SHARE } from "../../operations/waves/shot_variation.ts";
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import { againOf, type GpuKernelCall, shapeOf } from "../programs/register_gpu_kernels.ts";
import { litWaves } from "./difference_map.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { sumOfWorkgroup } from "./workgroup_sum.ts";

/**
 * Moves coefficients by a batch. All inner products are there before the first one goes, so eigenprobes need not wait for each
 * other.
 *
 * @param call Of `CoefficientStep`: the modes of its probe are the eigenprobes.
 * @returns Coefficients of all patterns (P, 2K), χ, twice, and coefficients of the batch (B, 2K).
 */
export function coefficientsOnGpu(call: EngineCall): tf.TensorInfo[] {
  const { sizes } = call, [, modes = 0] = call.inputs.chiRe?.shape ?? [], all = { ...sizes, own: modes };
  const [waveRe, waveIm] = call.makeAll(litWaves({ ...sizes, ...call.canvas }));
  if (!waveRe || !waveIm) throw new TypeError("Cannot go on as a batch lacks exit waves");
  const waves = { waveRe, waveIm };
  const found = call.make(productsOf(all), waves);
  const steps = call.make(stepsOf(sizes), { found });
  return [
    ...["all", "chiRe", "chiIm"].map((name) => call.again(name)),
    ...call.return(restOf(all), { ...waves, steps }),
  ];
}

/**
 * Settles eigenprobes and coefficients. One workgroup does all of it, once an iteration: each invocation has pixels and patterns
 * of its own.
 *
 * @param call Of `SettleVariation`.
 * @returns Probe (M, N, N), twice, eigenprobes (K, N, N), twice, coefficients (P, 2K).
 */
export function settleOnGpu({ backend, inputs }: GpuKernelCall): tf.TensorInfo[] {
  const [modes = 0, size = 0] = shapeOf(inputs, "eigenRe"), [patterns = 0] = shapeOf(inputs, "all");
  backend.run(settle({ modes, size, patterns }), { inputs });
  return NAMES.map((name) => againOf({ backend, inputs }, name));
}

// --- internal ---

type Sizes = EngineSizes & { readonly own: number };

/**
 * (B, K, 2 K + 1): of eigenprobe k |E O|², ⟨E O, χ⟩, and ⟨E O, E' O⟩ of those before it; a workgroup for each pattern and
 * eigenprobe.
 */
const productsOf = gpuProgram("products of eigenprobes", ({ positions, modes, size, own }: Sizes): GpuSource => {
  const pixels = size ** 2, count = 2 * modes + 1;
  return {
    inputs: ["waveRe", "waveIm", "chiRe", "chiIm"],
    outputs: { found: [positions, modes, count] },
    ...{ invocations: positions * modes * WORKGROUP, together: true, declarations: sumOfWorkgroup(count) },
    body: `
  var sums = array<f32, ${count}>();
  let k = group % ${modes};
  if (group < ${positions * modes}) {
    let first = (group - k) * ${pixels};
    for (var p = lane; p < ${pixels}; p += ${WORKGROUP}) {
      let a = vec2<f32>(waveRe[group * ${pixels} + p], waveIm[group * ${pixels} + p]);
      let at = group / ${modes} * ${own * pixels} + p;
      let chi = vec2<f32>(chiRe[at], chiIm[at]);
      sums[0] += dot(a, a);
      sums[1] += dot(a, chi);
      sums[2] += a.x * chi.y - a.y * chi.x;
      for (var l = 0; l < k; l++) {
        let b = vec2<f32>(waveRe[first + l * ${pixels} + p], waveIm[first + l * ${pixels} + p]);
        sums[2 * l + 3] += dot(a, b);
        sums[2 * l + 4] += a.x * b.y - a.y * b.x;
      }
    }
  }
  let total = sumOfWorkgroup(lane, sums);
  if (lane == 0 && group < ${positions * modes}) {
    for (var n = 0; n < ${count}; n++) { found[group * ${count} + n] = total[n]; }
  }`,
  };
});

/** (B, 2 K): by how much coefficients go, one eigenprobe after the other; one workgroup, which moves those of all patterns too. */
const stepsOf = gpuProgram("steps of coefficients", ({ positions, modes }: EngineSizes): GpuSource => {
  const count = 2 * modes + 1;
  return {
    ...{ inputs: ["found", "rows", "all"], updates: ["all"], outputs: { steps: [positions, 2 * modes] } },
    ...{ invocations: WORKGROUP, together: true, declarations: sumOfWorkgroup(modes) },
    body: `
  var lights = array<f32, ${modes}>();
  for (var j = lane; j < ${positions}; j += ${WORKGROUP}) {
    for (var k = 0; k < ${modes}; k++) { lights[k] += found[(j * ${modes} + k) * ${count}]; }
  }
  let sums = sumOfWorkgroup(lane, lights);
  for (var j = lane; j < ${positions}; j += ${WORKGROUP}) {
    var step = array<vec2<f32>, ${modes}>();
    for (var k = 0; k < ${modes}; k++) {
      let own = (j * ${modes} + k) * ${count};
      var product = vec2<f32>(found[own + 1], found[own + 2]);
      for (var l = 0; l < k; l++) {
        let g = vec2<f32>(found[own + 2 * l + 3], found[own + 2 * l + 4]);
        product -= vec2<f32>(g.x * step[l].x - g.y * step[l].y, g.x * step[l].y + g.y * step[l].x);
      }
      step[k] = product / (found[own] + sums[k] * ${LIGHT_SHARE / positions} + ${LEAST_LIGHT});
      let to = rows[j] * ${2 * modes} + k;
      all[to] += step[k].x;
      all[to + ${modes}] += step[k].y;
      steps[j * ${2 * modes} + k] = step[k].x;
      steps[j * ${2 * modes} + k + ${modes}] = step[k].y;
    }
  }`,
  };
});

/** Takes what steps explain out of χ of the first mode, and takes the coefficients of the batch (B, 2 K). */
const restOf = gpuProgram("what coefficients leave", ({ positions, modes, size, own }: Sizes): GpuSource => {
  const pixels = size ** 2, numbers = 2 * modes;
  return {
    inputs: ["chiRe", "chiIm", "waveRe", "waveIm", "steps", "all", "rows"],
    ...{
      updates: ["chiRe", "chiIm"],
      outputs: { coefficients: [positions, numbers] },
      invocations: positions * pixels,
    },
    body: `
  let j = id / ${pixels};
  var explained = vec2<f32>(0.0);
  for (var k = 0; k < ${modes}; k++) {
    let at = (j * ${modes} + k) * ${pixels} + id % ${pixels};
    let c = vec2<f32>(steps[j * ${numbers} + k], steps[j * ${numbers} + k + ${modes}]);
    explained += vec2<f32>(c.x * waveRe[at] - c.y * waveIm[at], c.x * waveIm[at] + c.y * waveRe[at]);
  }
  let to = j * ${own * pixels} + id % ${pixels};
  chiRe[to] -= explained.x;
  chiIm[to] -= explained.y;
  if (id < ${positions * numbers}) { coefficients[id] = all[rows[id / ${numbers}] * ${numbers} + id % ${numbers}]; }`,
  };
});

const NAMES = ["probeRe", "probeIm", "eigenRe", "eigenIm", "all"] as const;

interface SettledSizes {
  /** Eigenprobes K. */
  readonly modes: number;
  readonly size: number;
  readonly patterns: number;
}

const settle = gpuProgram("settled eigenprobes", ({ modes, size, patterns }: SettledSizes): GpuSource => {
  const pixels = size ** 2, row = 2 * modes;
  const each = (name: string, count: number, text: string): string =>
    `for (var ${name} = lane; ${name} < ${count}; ${name} += ${WORKGROUP}) { ${text} }`;
  const eachPixel = (text: string): string => each("p", pixels, text);
  const eachPattern = (text: string): string => each("j", patterns, text);
  return {
    ...{ inputs: NAMES, updates: NAMES, outputs: {}, invocations: WORKGROUP, together: true },
    declarations: `${sumOfWorkgroup(3)}
fn product(a: vec2<f32>, b: vec2<f32>) -> vec2<f32> { return vec2<f32>(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x); }
fn eigen(k: i32, p: i32) -> vec2<f32> { return vec2<f32>(eigenRe[k * ${pixels} + p], eigenIm[k * ${pixels} + p]); }
fn own(k: i32, j: i32) -> vec2<f32> { return vec2<f32>(all[j * ${row} + k], all[j * ${row} + ${modes} + k]); }
fn keep(k: i32, j: i32, c: vec2<f32>) { all[j * ${row} + k] = c.x; all[j * ${row} + ${modes} + k] = c.y; }
`,
    body: `
  for (var k = 0; k < ${modes}; k++) {
    var sums = array<f32, 3>();
    ${eachPattern("let c = own(k, j); sums[0] += c.x; sums[1] += c.y;")}
    let total = sumOfWorkgroup(lane, sums);
    let mean = vec2<f32>(total[0], total[1]) / ${patterns}.0;
    ${eachPattern("keep(k, j, own(k, j) - mean);")}
    ${eachPixel("let e = product(mean, eigen(k, p)); probeRe[p] += e.x; probeIm[p] += e.y;")}
  }
  for (var k = 1; k < ${modes}; k++) {
    for (var l = 0; l < k; l++) {
      var sums = array<f32, 3>();
      ${
      eachPixel(`
        let a = eigen(l, p);
        let b = eigen(k, p);
        sums[0] += dot(a, a); sums[1] += dot(a, b); sums[2] += a.x * b.y - a.y * b.x;`)
    }
      let total = sumOfWorkgroup(lane, sums);
      let share = vec2<f32>(total[1], total[2]) / (total[0] + ${LEAST_SIZE});
      ${
      eachPixel(`
        let e = product(share, eigen(l, p));
        eigenRe[k * ${pixels} + p] -= e.x;
        eigenIm[k * ${pixels} + p] -= e.y;`)
    }
      ${eachPattern("keep(l, j, own(l, j) + product(share, own(k, j)));")}
    }
  }
  for (var k = 0; k < ${modes}; k++) {
    var sums = array<f32, 3>();
    ${eachPattern("let c = own(k, j); sums[0] += dot(c, c);")}
    let total = sumOfWorkgroup(lane, sums);
    let measured = sqrt(total[0] / ${patterns}.0);
    let length = select(1.0, measured, measured > ${LEAST_SIZE});
    ${eachPattern("keep(k, j, own(k, j) / length);")}
    ${eachPixel(`eigenRe[k * ${pixels} + p] *= length; eigenIm[k * ${pixels} + p] *= length;`)}
  }`,
  };
});
