/**
 * A probe that differs from shot to shot in WebGPU programs; `backend/operations/waves/engine.ts` says how.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { type GpuProgram, gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { WAVES } from "./moved_waves.ts";

/**
 * Modes of the probes of all patterns of a batch.
 *
 * @param sizes Of a call that has eigenprobes.
 * @returns A program, (2, B · M · N · N).
 */
export const shotProbes: (sizes: EngineSizes) => GpuProgram = gpuProgram(
  "probes of shots",
  ({ positions, modes, size, eigenprobes }: EngineSizes): GpuSource => {
    const pixels = size ** 2, probe = modes * pixels, all = positions * probe;
    return {
      inputs: ["probeRe", "probeIm", "eigenRe", "eigenIm", "coefficients"],
      ...{ outputs: { shots: [2, all] }, invocations: all },
      declarations: coefficientOf(eigenprobes),
      body: `
  let at = id % ${probe};
  var wave = vec2<f32>(probeRe[at], probeIm[at]);
  if (at < ${pixels}) {
    for (var k = 0; k < ${eigenprobes}; k++) {
      let c = coefficient(id / ${probe}, k);
      let e = vec2<f32>(eigenRe[k * ${pixels} + at], eigenIm[k * ${pixels} + at]);
      wave += vec2<f32>(c.x * e.x - c.y * e.y, c.x * e.y + c.y * e.x);
    }
  }
  shots[id] = wave.x;
  shots[id + ${all}] = wave.y;`,
    };
  },
);

/**
 * A function `lacking(j, at)`: what pattern j lacks of element `at` of all modes, eigenprobes being the last of them. Needs
 * {@link lackingInputs}.
 */
export function lacking({ modes, size, eigenprobes }: EngineSizes): string {
  const pixels = size ** 2, own = (modes - eigenprobes) * pixels;
  const chi = (at: string): string => `vec2<f32>(chiRe[j * ${own} + ${at}], chiIm[j * ${own} + ${at}])`;
  if (eigenprobes === 0) return `fn lacking(j: i32, at: i32) -> vec2<f32> { return ${chi("at")}; }\n`;
  return `${coefficientOf(eigenprobes)}
fn lacking(j: i32, at: i32) -> vec2<f32> {
  if (at < ${own}) { return ${chi("at")}; }
  let c = coefficient(j, (at - ${own}) / ${pixels});
  let first = ${chi(`at % ${pixels}`)};
  return vec2<f32>(c.x * first.x + c.y * first.y, c.x * first.y - c.y * first.x);
}
`;
}

/** Inputs that {@link lacking} reads. */
export function lackingInputs({ eigenprobes }: EngineSizes): string[] {
  return ["chiRe", "chiIm", ...eigenprobes > 0 ? ["coefficients"] : []];
}

/**
 * Moves object and probe, eigenprobes being further modes.
 *
 * @param call Of a step.
 * @param moves Whether eigenprobes go.
 * @param step Moves object and all modes where they lie.
 * @returns Object (H, W), twice, probe (M, N, N), twice, and where there are eigenprobes these (K, N, N), twice.
 */
export function movedTogether(call: EngineCall, moves: boolean, step: (all: EngineCall) => void): tf.TensorInfo[] {
  const { sizes } = call;
  if (sizes.eigenprobes === 0) {
    step(call);
    return WAVES.map((name) => call.again(name));
  }
  const [allRe, allIm] = call.makeAll(joined(sizes));
  if (!allRe || !allIm) throw new TypeError("Cannot go on as a probe has no modes");
  {
    using all = call.of({ probeRe: allRe, probeIm: allIm });
    step(all);
  }
  call.return(parted({ ...sizes, moves }), { allRe, allIm });
  return [...WAVES, "eigenRe", "eigenIm"].map((name) => call.again(name));
}

// --- internal ---

/** A function `coefficient(j, k)` of pattern j and an eigenprobe. */
function coefficientOf(eigenprobes: number): string {
  const at = `j * ${2 * eigenprobes} + k`;
  return `
fn coefficient(j: i32, k: i32) -> vec2<f32> {
  return vec2<f32>(coefficients[${at}], coefficients[${at} + ${eigenprobes}]);
}
`;
}

/** Modes and eigenprobes one after the other (M + K, N, N), both parts. */
const joined = gpuProgram("modes and eigenprobes", ({ modes, eigenprobes, size }: EngineSizes): GpuSource => {
  const shape = [modes + eigenprobes, size, size], own = modes * size ** 2;
  return {
    inputs: ["probeRe", "probeIm", "eigenRe", "eigenIm"],
    outputs: { allRe: shape, allIm: shape },
    body: `
  if (id < ${own}) {
    allRe[id] = probeRe[id];
    allIm[id] = probeIm[id];
  } else {
    allRe[id] = eigenRe[id - ${own}];
    allIm[id] = eigenIm[id - ${own}];
  }`,
  };
});

/** The other way, where they lie. */
const parted = gpuProgram(
  "modes apart from eigenprobes",
  ({ modes, eigenprobes, size, moves }: EngineSizes & { readonly moves: boolean }): GpuSource => {
    const own = modes * size ** 2, eigen = ["eigenRe", "eigenIm"];
    const names = ["probeRe", "probeIm", ...moves ? eigen : []];
    return {
      ...{ inputs: [...names, "allRe", "allIm"], updates: names, outputs: {} },
      invocations: own + (moves ? eigenprobes * size ** 2 : 0),
      body: `
  if (id < ${own}) {
    probeRe[id] = allRe[id];
    probeIm[id] = allIm[id];
  }${
        moves
          ? ` else {
    eigenRe[id - ${own}] = allRe[id];
    eigenIm[id - ${own}] = allIm[id];
  }`
          : ""
      }`,
    };
  },
);
