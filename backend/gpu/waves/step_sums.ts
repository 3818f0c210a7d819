/**
 * The sums that steps of object and probe are made of, as WebGPU programs. Each pixel sums what the positions of the batch
 * have for it, in their order: no program adds to what another invocation adds to.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { LEAST_SHARE } from "../../operations/waves/composed_engine.ts";
import { LEAST_INTENSITY } from "../../operations/waves/engine.ts";
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { cutPatch } from "./patch.ts";
import { lacking, lackingInputs } from "./shot_variation.ts";
import { mostOfWorkgroup } from "./workgroup_sum.ts";

/** What the patterns of a batch have for object and probe. */
export interface StepSums {
  /** (3, H, W): what patches lay on the object, both parts and their light. */
  readonly objectSums: tf.TensorInfo;
  /** (2 M + 1, N, N): Σ over positions of O_j* χ of each mode, both parts, and of |O_j|²; left out where the probe stays. */
  readonly probeSums?: tf.TensorInfo;
  /** The greatest light of each, in parts. */
  readonly most: tf.TensorInfo;
}

/**
 * Sums what the batch has.
 *
 * @param call Of a step.
 * @param products Of `probe_products.ts`.
 * @param probeMoves Whether the probe does.
 */
export function sumBatch(call: EngineCall, products: tf.TensorInfo, probeMoves: boolean): StepSums {
  const { sizes, canvas } = call;
  const sums = {
    objectSums: call.make(laid({ ...sizes, ...canvas }), { products }),
    ...probeMoves && { probeSums: call.make(seen({ ...sizes, ...canvas })) },
  };
  return { ...sums, most: call.make(greatest({ ...sizes, ...canvas, probeMoves }), sums) };
}

/** How a step divides by light. */
export interface LightShare {
  /** Which wave; `objectSums` or `probeSums` are its sums. */
  readonly wave: "object" | "probe";
  /** How many waves the sums are of. */
  readonly waves: number;
  /** Pixels of one of them. */
  readonly pixels: number;
  /** How far it goes. */
  readonly step: number;
  /** r of the denominator, from 0 to 1. */
  readonly regularisation: number;
}

/** Declares `share`, what sums of element `at` of a wave are multiplied by. Needs the sums and `most` as inputs. */
export function shareOfLight({ wave, waves, pixels, step, regularisation }: LightShare): string {
  return `
  ${brightestOf(wave)}
  let light = ${wave}Sums[${2 * waves * pixels} + at % ${pixels}];
  let share = ${step} / max(light * ${1 - regularisation} + brightest * ${regularisation}, least);`;
}

/** Parts that the greatest of a plane is found in. */
const PARTS = 64;

/** Declares the `brightest` light of a wave, and the `least` that is divided by. Needs the input `most`. */
export function brightestOf(wave: LightShare["wave"]): string {
  const first = wave === "object" ? 0 : PARTS;
  return `
  var brightest = 0.0;
  for (var k = ${first}; k < ${first + PARTS}; k++) { brightest = max(brightest, most[k]); }
  let least = brightest * ${LEAST_SHARE} + ${LEAST_INTENSITY};`;
}

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
  (sizes: EngineSizes & EngineCall["canvas"]): GpuSource => {
    const { positions, modes, size, height, width } = sizes, pixels = size ** 2;
    return {
      inputs: ["objectRe", "objectIm", "corners", "fractions", ...lackingInputs(sizes)],
      outputs: { sums: [2 * modes + 1, size, size] },
      invocations: (modes + 1) * pixels,
      declarations: `${cutPatch({ object: "object", height, width })}${lacking(sizes)}`,
      body: `
  let mode = id / ${pixels};
  let at = id % ${pixels};
  var sum = vec2<f32>(0.0);
  for (var j = 0; j < ${positions}; j++) {
    let o = cut(j, at / ${size}, at % ${size});
    if (mode < ${modes}) {
      let c = lacking(j, id);
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

/** (64) or (128): the greatest of each part of the light on the object, and of that of the probe. */
const greatest = gpuProgram(
  "greatest",
  (
    { modes, size, height, width, probeMoves }: EngineSizes & EngineCall["canvas"] & { probeMoves: boolean },
  ): GpuSource => {
    // The light lies behind both parts of all waves.
    const planes = [
      { name: "objectSums", pixels: height * width, waves: 1 },
      ...probeMoves ? [{ name: "probeSums", pixels: size ** 2, waves: modes }] : [],
    ];
    const largestOf = ({ name, pixels, waves }: typeof planes[number], plane: number): string => `
  if (group / ${PARTS} == ${plane}) {
    for (var p = part; p < ${pixels}; p += ${PARTS * WORKGROUP}) {
      largest[0] = max(largest[0], ${name}[${2 * waves * pixels} + p]);
    }
  }`;
    return {
      inputs: planes.map(({ name }) => name),
      ...{ outputs: { most: [planes.length * PARTS] }, invocations: planes.length * PARTS * WORKGROUP },
      ...{ together: true, declarations: mostOfWorkgroup(1) },
      body: `
  var largest = array<f32, 1>(0.0);
  let part = group % ${PARTS} * ${WORKGROUP} + lane;${planes.map(largestOf).join("")}
  let all = mostOfWorkgroup(lane, largest);
  if (lane == 0 && group < ${planes.length * PARTS}) { most[group] = all[0]; }`,
    };
  },
);
