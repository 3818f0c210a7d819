/**
 * The sums that steps of object and probe are made of, as WebGPU programs. Each pixel sums what the positions of the batch
 * have for it, in their order: no program adds to what another invocation adds to.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { LEAST_SHARE } from "../../operations/composed_engine.ts";
import { LEAST_INTENSITY } from "../../operations/engine.ts";
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { cutPatch } from "./patch.ts";
import { mostOfWorkgroup } from "./workgroup_sum.ts";

/** Sums of a wave, and what they are divided by. */
export interface StepSums {
  /** Both parts of all waves, and behind them the light. */
  readonly sums: tf.TensorInfo;
  /** The greatest light, in parts. */
  readonly most: tf.TensorInfo;
}

/**
 * What patches lay on the object: (3, H, W), both parts and their light.
 *
 * @param call Of a step.
 * @param products Of `probe_products.ts`.
 */
export function sumsOnObject(call: EngineCall, products: tf.TensorInfo): StepSums {
  const { sizes, canvas } = call;
  return withMost(call, call.make(laid({ ...sizes, ...canvas }), { products }), {
    ...{ waves: 1, pixels: canvas.height * canvas.width },
  });
}

/**
 * What the batch has for the probe: (2 M + 1, N, N), Σ over positions of O_j* χ of each mode, both parts, and of |O_j|².
 *
 * @param call Of a step.
 */
export function sumsOnProbe(call: EngineCall): StepSums {
  const { sizes, canvas } = call;
  return withMost(call, call.make(seen({ ...sizes, ...canvas })), { waves: sizes.modes, pixels: sizes.size ** 2 });
}

/** How a step divides by light. */
export interface LightShare {
  /** How many waves the sums are of. */
  readonly waves: number;
  /** Pixels of one of them. */
  readonly pixels: number;
  /** How far it goes. */
  readonly step: number;
  /** r of the denominator, from 0 to 1. */
  readonly regularisation: number;
}

/** Declares `share`, what `sums` of pixel `id` are multiplied by. Needs the inputs `sums` and `most`. */
export function shareOfLight({ waves, pixels, step, regularisation }: LightShare): string {
  return `
  ${BRIGHTEST}
  let light = sums[${2 * waves * pixels} + id % ${pixels}];
  let share = ${step} / max(light * ${1 - regularisation} + brightest * ${regularisation}, least);`;
}

/** Parts that the greatest of a plane is found in. */
const PARTS = 64;

/** Declares the `brightest` light, and the `least` that is divided by. Needs the input `most`. */
export const BRIGHTEST = `
  var brightest = 0.0;
  for (var k = 0; k < ${PARTS}; k++) { brightest = max(brightest, most[k]); }
  let least = brightest * ${LEAST_SHARE} + ${LEAST_INTENSITY};`;

/**
 * A function `laid(j, row, column)` that says what pixel of patch j lays, and `sharedOut(j, row, column)`: what reaches a
 * pixel of the object, the patch's values being shared among four. Needs `corners` and `fractions`.
 *
 * @param size Side N of a patch.
 * @param type Type of what a pixel lays.
 * @param value What the pixel `at` of patch j lays.
 */
export function sharedOut(size: number, { type, value }: { readonly type: string; readonly value: string }): string {
  return `
fn laid(j: i32, row: i32, column: i32) -> ${type} {
  if (row < 0 || column < 0 || row >= ${size} || column >= ${size}) { return ${type}(0.0); }
  let at = row * ${size} + column;
  return ${value};
}
fn sharedOut(j: i32, row: i32, column: i32) -> ${type} {
  let y = row - corners[2 * j];
  let x = column - corners[2 * j + 1];
  if (y < 0 || x < 0 || y > ${size} || x > ${size}) { return ${type}(0.0); }
  let down = fractions[2 * j];
  let across = fractions[2 * j + 1];
  return (1.0 - down) * ((1.0 - across) * laid(j, y, x) + across * laid(j, y, x - 1)) +
    down * ((1.0 - across) * laid(j, y - 1, x) + across * laid(j, y - 1, x - 1));
}`;
}

// --- internal ---

const laid = gpuProgram(
  "what patches lay",
  ({ positions, size, height, width }: EngineSizes & EngineCall["canvas"]): GpuSource => {
    const pixels = size ** 2, canvas = height * width;
    return {
      inputs: ["products", "corners", "fractions"],
      outputs: { sums: [3, height, width] },
      invocations: canvas,
      declarations: sharedOut(size, {
        type: "vec3<f32>",
        value: `vec3<f32>(products[j * ${pixels} + at], products[(j + ${positions}) * ${pixels} + at],
    products[${2 * positions * pixels} + at])`,
      }),
      body: `
  var sum = vec3<f32>(0.0);
  for (var j = 0; j < ${positions}; j++) { sum += sharedOut(j, id / ${width}, id % ${width}); }
  sums[id] = sum.x;
  sums[id + ${canvas}] = sum.y;
  sums[id + ${2 * canvas}] = sum.z;`,
    };
  },
);

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

/** The light lies behind both parts of all waves. */
function withMost(
  call: EngineCall,
  sums: tf.TensorInfo,
  { waves, pixels }: Pick<LightShare, "waves" | "pixels">,
): StepSums {
  return { sums, most: call.make(greatest({ start: 2 * waves * pixels, pixels }), { sums }) };
}

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
