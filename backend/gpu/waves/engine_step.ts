/**
 * The step of object and probe, as WebGPU programs; `backend/operations/engine.ts` says what they compute. Each pixel sums
 * what the positions of the batch have for it, in their order: no program adds to what another invocation adds to.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { GpuProgram } from "../programs/gpu_program.ts";
import { WORKGROUP } from "../programs/gpu_program.ts";
import type { EngineCall } from "./engine_call.ts";
import { cutPatch } from "./patch.ts";
import { mostOfWorkgroup } from "./workgroup_sum.ts";

/** How far object and probe go. */
export interface StepAttributes {
  /** α of the object's step. */
  readonly objectStep: number;
  /** r of the object's denominator. */
  readonly objectRegularisation: number;
  /** β of the probe's step; with 0 the probe stays. */
  readonly probeStep: number;
  /** r of the probe's denominator. */
  readonly probeRegularisation: number;
  /** Share of the greatest light below which a denominator does not fall. */
  readonly leastShare: number;
  /** What a denominator does not fall below in any case. */
  readonly leastIntensity: number;
}

/**
 * Moves object and probe.
 *
 * @param call Of `EngineStep`.
 * @param step How far.
 * @returns Object (H, W), twice, and probe (M, N, N), twice.
 */
export function stepOnGpu(call: EngineCall, step: StepAttributes): tf.TensorInfo[] {
  const { size, modes, height, width } = call;
  const products = call.make(productsOf(call));
  const ofObject = call.make(laid(call), { products });
  const object = moved(call, {
    ...{ sums: ofObject, pixels: height * width, waves: 1, names: ["objectRe", "objectIm"], shape: [height, width] },
    ...{ step: step.objectStep, regularisation: step.objectRegularisation, limits: step },
  });
  if (step.probeStep === 0) return [...object, ...["probeRe", "probeIm"].map((name) => again(call, name))];
  const probe = moved(call, {
    ...{ sums: call.make(seen(call)), pixels: size ** 2, waves: modes, names: ["probeRe", "probeIm"] },
    ...{ shape: [modes, size, size], step: step.probeStep, regularisation: step.probeRegularisation, limits: step },
  });
  return [...object, ...probe];
}

// --- internal ---

/** (2 B + 1, N, N): Σ over modes of P* χ, both parts, and of |P|². */
function productsOf({ positions, modes, size }: EngineCall): GpuProgram {
  const pixels = size ** 2;
  return {
    names: ["probeRe", "probeIm", "chiRe", "chiIm"],
    outputShape: [2 * positions + 1, size, size],
    invocations: (positions + 1) * pixels,
    body: `
  let j = id / ${pixels};
  let at = id % ${pixels};
  var sum = vec2<f32>(0.0);
  for (var mode = 0; mode < ${modes}; mode++) {
    let p = vec2<f32>(probeRe[mode * ${pixels} + at], probeIm[mode * ${pixels} + at]);
    if (j < ${positions}) {
      let wave = (j * ${modes} + mode) * ${pixels} + at;
      let c = vec2<f32>(chiRe[wave], chiIm[wave]);
      sum += vec2<f32>(p.x * c.x + p.y * c.y, p.x * c.y - p.y * c.x);
    } else {
      sum.x += dot(p, p);
    }
  }
  if (j < ${positions}) {
    setOutputAtIndex(id, sum.x);
    setOutputAtIndex(id + ${positions * pixels}, sum.y);
  } else {
    setOutputAtIndex(${2 * positions * pixels} + at, sum.x);
  }`,
  };
}

/** (3, H, W): what patches lay on the object, both parts, and their light. */
function laid({ positions, size, height, width }: EngineCall): GpuProgram {
  const pixels = size ** 2, canvas = height * width;
  return {
    names: ["products", "corners", "fractions"],
    outputShape: [3, height, width],
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
  setOutputAtIndex(id, sum.x);
  setOutputAtIndex(id + ${canvas}, sum.y);
  setOutputAtIndex(id + ${2 * canvas}, sum.z);`,
  };
}

/** (2 M + 1, N, N): Σ over positions of O_j* χ of each mode, both parts, and of |O_j|². */
function seen({ positions, modes, size }: EngineCall): GpuProgram {
  const pixels = size ** 2;
  return {
    names: ["objectRe", "objectIm", "corners", "fractions", "chiRe", "chiIm"],
    outputShape: [2 * modes + 1, size, size],
    invocations: (modes + 1) * pixels,
    declarations: cutPatch("object"),
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
    setOutputAtIndex(id, sum.x);
    setOutputAtIndex(id + ${modes * pixels}, sum.y);
  } else {
    setOutputAtIndex(${2 * modes * pixels} + at, sum.x);
  }`,
  };
}

/** Waves that move by sums over a denominator that is a plane behind them. */
interface Moving {
  /** Both parts of all waves, then the denominator, a plane of pixels each. */
  readonly sums: tf.TensorInfo;
  readonly pixels: number;
  readonly waves: number;
  readonly names: readonly string[];
  readonly shape: readonly number[];
  readonly step: number;
  readonly regularisation: number;
  readonly limits: Pick<StepAttributes, "leastShare" | "leastIntensity">;
}

function moved(call: EngineCall, moving: Moving): tf.TensorInfo[] {
  const { sums, pixels, waves, names, shape, step, regularisation, limits } = moving;
  const start = 2 * waves * pixels;
  const most = call.make(greatest(start, pixels), { sums });
  return names.map((name, part) =>
    call.return({
      names: [name, "sums", "most"],
      outputShape: shape,
      body: `
  var most_light = 0.0;
  for (var k = 0; k < ${PARTS}; k++) { most_light = max(most_light, most[k]); }
  let light = sums[${start} + id % ${pixels}];
  let least = most_light * ${limits.leastShare} + ${limits.leastIntensity};
  let by = max(light * ${1 - regularisation} + most_light * ${regularisation}, least);
  setOutputAtIndex(id, ${name}[id] + sums[id + ${part * waves * pixels}] * (${step} / by));`,
    }, { sums, most })
  );
}

/** Parts that the greatest of a plane is found in. */
const PARTS = 64;

/** (64): the greatest of each part of a plane. */
function greatest(start: number, pixels: number): GpuProgram {
  return {
    ...{ names: ["sums"], outputShape: [PARTS], invocations: PARTS * WORKGROUP, together: true },
    declarations: mostOfWorkgroup(1),
    body: `
  let lane = i32(localIndex);
  var most = array<f32, 1>(0.0);
  for (var p = id; p < ${pixels}; p += ${PARTS * WORKGROUP}) { most[0] = max(most[0], sums[${start} + p]); }
  let all = mostOfWorkgroup(lane, most);
  if (lane == 0 && id < ${PARTS * WORKGROUP}) { setOutputAtIndex(id / ${WORKGROUP}, all[0]); }`,
  };
}

/** An input as an output. */
function again({ backend, inputs }: EngineCall, name: string): tf.TensorInfo {
  const input = inputs[name];
  if (input === undefined) throw new TypeError(`Cannot return ${name} as it is no input`);
  backend.incRef(input.dataId);
  return { dataId: input.dataId, shape: input.shape, dtype: input.dtype };
}
