/**
 * A step of the difference map, as WebGPU programs; `backend/operations/waves/difference_map_step.ts` says what it computes. Exit
 * waves of all patterns lie in one place, and those of the batch are moved where they lie.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { MapStep } from "../../operations/waves/difference_map_step.ts";
import { LEAST_INTENSITY } from "../../operations/waves/engine.ts";
import { type GpuProgram, gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { farColumns, farPixel, nearColumns, storeBoth, wavesOf } from "./exit_wave_correction.ts";
import { fourierLines } from "./fourier_lines.ts";
import { illuminatePatch } from "./patch.ts";

/**
 * Exit waves that object and probe make.
 *
 * @param call Of `ExitWaves`.
 * @returns (B, M, N, N), twice.
 */
export function exitWavesOnGpu(call: EngineCall): tf.TensorInfo[] {
  return call.return(litWaves({ ...call.sizes, ...call.canvas }));
}

/**
 * Moves the exit waves of a batch.
 *
 * @param call Of `DifferenceMapStep`.
 * @param step How far.
 * @returns Exit waves of all patterns (P, M, N, N), twice.
 */
export function mapOnGpu(call: EngineCall, { relaxation, isFirst }: MapStep): tf.TensorInfo[] {
  const { sizes, inputs } = call, [madeRe, madeIm] = call.makeAll(litWaves({ ...sizes, ...call.canvas }));
  const made = { ...madeRe && { madeRe }, ...madeIm && { madeIm } };
  const rows = call.make(reflectedRows({ ...sizes, isFirst }), made);
  const far = call.make(farColumns(sizes), { rows });
  const given = { hasBackground: !!inputs.background, isDamped: !!inputs.damping };
  const factors = call.make(measuredFactors({ ...sizes, ...given, mask: inputs.mask?.shape.length ?? 0 }), { far });
  const columns = call.make(nearColumns({ ...sizes, poisson: false, isDamped: false }), { far, factors });
  call.return(movedRows({ ...sizes, relaxation, isFirst }), { ...made, columns });
  return [call.again("exitRe"), call.again("exitIm")];
}

/** Exit waves (B, M, N, N), both parts. */
export const litWaves: (sizes: EngineSizes & EngineCall["canvas"]) => GpuProgram = gpuProgram(
  "exit waves",
  (sizes: EngineSizes & EngineCall["canvas"]): GpuSource => {
    const { positions, modes, size, height, width } = sizes, pixels = size ** 2;
    const shape = [positions, modes, size, size];
    return {
      inputs: ["objectRe", "objectIm", "probeRe", "probeIm", "corners", "fractions"],
      outputs: { re: shape, im: shape },
      declarations: illuminatePatch({ object: "object", height, width }, "probe"),
      body: `
  let pixel = id % ${pixels};
  let wave = shone(id / ${modes * pixels}, pixel / ${size}, pixel % ${size}, id % ${modes * pixels});
  re[id] = wave.x;
  im[id] = wave.y;`,
    };
  },
);

// --- internal ---

type MapSizes = EngineSizes & Pick<MapStep, "isFirst">;

/** Declares `at`, an element of the batch's waves, and `own`, where it is among those of all patterns. */
function placesOf({ modes, size, isFirst }: MapSizes, column: string): string {
  const wave = modes * size ** 2;
  return `let at = line * ${size} + ${column};` +
    (isFirst ? "" : ` let own = rows[at / ${wave}] * ${wave} + at % ${wave};`);
}

/** Rows of 2 P O − ψ, transformed. */
const reflectedRows = gpuProgram("rows of reflected waves", (sizes: MapSizes): GpuSource => {
  const { positions, modes, size, isFirst } = sizes;
  const made = "vec2<f32>(madeRe[at], madeIm[at])";
  return fourierLines({
    inputs: ["madeRe", "madeIm", ...isFirst ? [] : ["exitRe", "exitIm", "rows"]],
    outputs: { lines: [2, wavesOf(sizes)] },
    ...{ size, lines: positions * modes * size, along: "rows" },
    place: placesOf(sizes, `(n + ${size / 2}) % ${size}`),
    load: isFirst ? made : `2.0 * ${made} - vec2<f32>(exitRe[own], exitIm[own])`,
    store: storeBoth(sizes, "lines", [`line * ${size} + n`, "value.x", "value.y"]),
  });
});

/** (B, N, N), the origin first: what gives the far field its measured amplitude, and takes the damping's part elsewhere. */
const measuredFactors = gpuProgram(
  "factors of measured amplitudes",
  (sizes: EngineSizes & { mask: number; hasBackground: boolean; isDamped: boolean }): GpuSource => {
    const { positions, size, mask, hasBackground, isDamped } = sizes;
    const names = [...mask > 0 ? ["mask"] : [], ...hasBackground ? ["background"] : []];
    const left = isDamped ? "1.0 - damping[at]" : "1.0";
    return {
      inputs: ["far", "measured", ...names, ...mask > 0 && isDamped ? ["damping"] : []],
      outputs: { factors: [positions, size, size] },
      body: `${farPixel(sizes)}
  let ratio = measured[source] / sqrt(max(intensity, ${LEAST_INTENSITY}));
  factors[id] = ${mask === 0 ? "ratio" : `select(${left}, ratio, mask[${mask === 3 ? "source" : "at"}] > 0.0)`};`,
    };
  },
);

/** Rows back, and the step; they are stored among those of all patterns. */
const movedRows = gpuProgram("moved exit waves", (sizes: MapSizes & Pick<MapStep, "relaxation">): GpuSource => {
  const { positions, modes, size, isFirst, relaxation: beta } = sizes, wave = modes * size ** 2;
  const [before, to] = isFirst
    ? ["made", `rows[at / ${wave}] * ${wave} + at % ${wave}`]
    : ["vec2<f32>(exitRe[own], exitIm[own])", "own"];
  return fourierLines({
    ...{ inputs: ["columns", "madeRe", "madeIm", "exitRe", "exitIm", "rows"], outputs: {} },
    updates: ["exitRe", "exitIm"],
    ...{ size, lines: positions * modes * size, along: "rows" },
    load: `vec2<f32>(columns[${wavesOf(sizes)} + line * ${size} + n], columns[line * ${size} + n])`,
    store: `${placesOf(sizes, `(n + ${size / 2}) % ${size}`)}
    let made = vec2<f32>(madeRe[at], madeIm[at]);
    let moved = ${beta} * (${before} + ${1 / size} * vec2<f32>(value.y, value.x)) + ${1 - 2 * beta} * made;
    let to = ${to};
    exitRe[to] = moved.x; exitIm[to] = moved.y;`,
  });
});
