/**
 * What exit waves lack, as WebGPU programs; `backend/operations/waves/engine.ts` says what they compute. Rows of the exit waves
 * are transformed as they are lit, columns of that; each pixel of the far field gets its factor, which columns are multiplied
 * by before they are transformed back; then rows.
 *
 * Between the transforms waves are two planes, real and imaginary, of (B, M, N, N), the origin of the far field first.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { LEAST_INTENSITY, type Likelihood } from "../../operations/waves/engine.ts";
import type { GpuInputs } from "../programs/gpu_backend.ts";
import { type GpuProgram, gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import { DEVIANCE } from "./deviance.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { fourierLines } from "./fourier_lines.ts";
import { likeliestSteps } from "./likeliest_steps.ts";
import { illuminatePatch } from "./patch.ts";
import { shotProbes } from "./shot_variation.ts";
import { sumOfWorkgroup } from "./workgroup_sum.ts";

/**
 * Corrects exit waves.
 *
 * @param call Of `ExitWaveCorrection`.
 * @param likelihood Its attribute.
 * @returns χ (B, M, N, N), twice, residuals (B, 2), and with a background predicted counts (B, N, N).
 */
export function correctOnGpu(call: EngineCall, likelihood: Likelihood): tf.TensorInfo[] {
  const { sizes, inputs } = call, poisson = likelihood === "poisson", mask = inputs.mask?.shape.length ?? 0;
  const shots: GpuInputs = sizes.eigenprobes > 0 ? { shots: call.make(shotProbes(sizes)) } : {};
  const rows = call.make(litRows({ ...sizes, ...call.canvas }), shots);
  const far = call.make(farColumns(sizes), { rows });
  const factors = call.make(farFactors({ ...sizes, poisson, mask, hasBackground: !!inputs.background }), { far });
  const residuals = call.return(residualsOf(sizes), { factors });
  const intensity = inputs.background ? call.return(predictedCounts(sizes), { far }) : [];
  const more: GpuInputs = poisson ? { steps: call.make(likeliestSteps(sizes), { factors }) } : {};
  const columns = call.make(nearColumns({ ...sizes, poisson, isDamped: !!inputs.damping }), { far, factors, ...more });
  return [...call.return(nearRows(sizes), { columns }), ...residuals, ...intensity];
}

/** Numbers of one plane. */
export function wavesOf({ positions, modes, size }: EngineSizes): number {
  return positions * modes * size ** 2;
}

/** Stores both parts of a value at an element of the planes. */
export function storeBoth(sizes: EngineSizes, name: string, [at, re, im]: readonly [string, string, string]): string {
  return `let to = ${at}; ${name}[to] = ${re}; ${name}[to + ${wavesOf(sizes)}] = ${im};`;
}

/** Declares the `intensity` of all modes at a pixel of pattern j, the origin first. */
function intensityOf(sizes: EngineSizes): string {
  return `
  var intensity = 0.0;
  for (var mode = 0; mode < ${sizes.modes}; mode++) {
    let wave = (j * ${sizes.modes} + mode) * ${sizes.size ** 2} + pixel;
    intensity += far[wave] * far[wave] + far[wave + ${wavesOf(sizes)}] * far[wave + ${wavesOf(sizes)}];
  }`;
}

/**
 * Declares, of invocation `id`, the pattern j, a pixel of it counted with the origin first, the same pixel `at` of a pattern
 * as it was measured, its place `source` among all patterns, and the `intensity` there, background included.
 */
export function farPixel(sizes: EngineSizes & { readonly hasBackground: boolean }): string {
  const { size } = sizes, pixels = size ** 2, middle = size / 2;
  return `
  let j = id / ${pixels};
  let pixel = id % ${pixels};
  let row = (pixel / ${size} + ${middle}) % ${size};
  let column = (pixel % ${size} + ${middle}) % ${size};
  let at = row * ${size} + column;
  let source = j * ${pixels} + at;${intensityOf(sizes)}${
    sizes.hasBackground ? "\n  intensity += background[at];" : ""
  }`;
}

/** (2, B · M · N · N): columns of transformed rows, transformed; the origin first. */
export const farColumns: (sizes: EngineSizes) => GpuProgram = gpuProgram(
  "columns of exit waves",
  (sizes: EngineSizes): GpuSource => {
    const { positions, modes, size } = sizes;
    return fourierLines({
      inputs: ["rows"],
      outputs: { far: [2, wavesOf(sizes)] },
      ...{ size, lines: positions * modes * size, along: "columns" },
      place: `let image = line / ${size}; let column = line % ${size}; let source = ${halfWay(size)};`,
      load: `vec2<f32>(rows[source], rows[source + ${wavesOf(sizes)}])`,
      store: storeBoth(sizes, "far", [
        `(image * ${size} + n) * ${size} + column`,
        `${1 / size} * value.x`,
        `${1 / size} * value.y`,
      ]),
    });
  },
);

/** Which factors columns are multiplied by. */
export interface NearSizes extends EngineSizes {
  /** Those of counts, which `steps` multiplies. */
  readonly poisson: boolean;
  /** Whether a part is taken away by `damping`. */
  readonly isDamped: boolean;
}

/** Columns of far fields times their factors, transformed back. */
export const nearColumns: (sizes: NearSizes) => GpuProgram = gpuProgram(
  "columns back",
  (sizes: NearSizes): GpuSource => {
    const { positions, modes, size, poisson, isDamped } = sizes, middle = size / 2;
    const damping = `damping[(row + ${middle}) % ${size} * ${size} + (column + ${middle}) % ${size}]`;
    const taken = isDamped ? ` ${poisson ? "+" : "-"} ${damping}` : "";
    return fourierLines({
      inputs: ["far", "factors", ...poisson ? ["steps"] : [], ...isDamped ? ["damping"] : []],
      outputs: { columns: [2, wavesOf(sizes)] },
      ...{ size, lines: positions * modes * size, along: "columns" },
      place:
        `let image = line / ${size}; let column = line % ${size}; let source = (image * ${size} + n) * ${size} + column;`,
      declarations: `
fn factor(j: i32, row: i32, column: i32) -> f32 {
  return ${poisson ? "-steps[j] * " : ""}(factors[(j * ${size} + row) * ${size} + column]${taken});
}`,
      // Exchanged parts: the transform back.
      load: `factor(image / ${modes}, n, column) * vec2<f32>(far[${wavesOf(sizes)} + source], far[source])`,
      store: storeBoth(sizes, "columns", [halfWay(size), "value.y", "value.x"]),
    });
  },
);

// --- internal ---

/** Index of a row of a column of an image, its origin moved to the other end. */
function halfWay(size: number): string {
  return `(image * ${size} + (n + ${size / 2}) % ${size}) * ${size} + column`;
}

const litRows = gpuProgram("rows of exit waves", (sizes: EngineSizes & EngineCall["canvas"]): GpuSource => {
  const { positions, modes, size, height, width, eigenprobes } = sizes, middle = `(n + ${size / 2}) % ${size}`;
  const cut = { object: "object", height, width }, varies = eigenprobes > 0;
  const light = varies ? `vec2<f32>(shots[at], shots[at + ${wavesOf(sizes)}])` : undefined;
  return fourierLines({
    inputs: ["objectRe", "objectIm", ...varies ? ["shots"] : ["probeRe", "probeIm"], "corners", "fractions"],
    outputs: { rows: [2, wavesOf(sizes)] },
    ...{ size, lines: positions * modes * size, along: "rows" },
    declarations: illuminatePatch(cut, "probe", light),
    place: `let image = line / ${size}; let row = line % ${size};`,
    load: `shone(image / ${modes}, row, ${middle}, (image${
      varies ? "" : ` % ${modes}`
    } * ${size} + row) * ${size} + ${middle})`,
    store: storeBoth(sizes, "rows", [`line * ${size} + n`, "value.x", "value.y"]),
  });
});

/** (3, B, N, N), the origin first: the factor of the far field (of Poisson's likelihood v), |A − √I| and deviance of measured pixels. */
const farFactors = gpuProgram(
  "factors of far fields",
  (sizes: EngineSizes & { poisson: boolean; mask: number; hasBackground: boolean }): GpuSource => {
    const { positions, size, mask, hasBackground } = sizes;
    const all = positions * size ** 2;
    const factor = sizes.poisson
      ? "(intensity - measured[source] * measured[source]) / (intensity + 1.0)"
      : "measured[source] / predicted - 1.0";
    return {
      inputs: ["far", "measured", ...mask > 0 ? ["mask"] : [], ...hasBackground ? ["background"] : []],
      outputs: { factors: [3, positions, size, size] },
      invocations: all,
      declarations: DEVIANCE,
      body: `${farPixel(sizes)}
  let predicted = sqrt(max(intensity, ${LEAST_INTENSITY}));
  let valid = ${mask === 0 ? "1.0" : mask === 3 ? "mask[source]" : "mask[at]"};
  factors[id] = valid * (${factor});
  factors[id + ${all}] = valid * abs(measured[source] - predicted);
  factors[id + ${2 * all}] = valid * deviance(measured[source], predicted);`,
    };
  },
);

/** (B, N, N) counts of waves and background together. */
const predictedCounts = gpuProgram("predicted counts", (sizes: EngineSizes): GpuSource => {
  const { positions, size } = sizes, pixels = size ** 2, middle = size / 2;
  return {
    ...{ inputs: ["far", "background"], outputs: { counts: [positions, size, size] }, invocations: positions * pixels },
    body: `
  let j = id / ${pixels};
  let at = id % ${pixels};
  let pixel = (at / ${size} + ${middle}) % ${size} * ${size} + (at % ${size} + ${middle}) % ${size};${
      intensityOf(sizes)
    }
  counts[id] = max(intensity + background[at], ${LEAST_INTENSITY});`,
  };
});

/** (B, 2), a workgroup for each pattern. */
const residualsOf = gpuProgram("residuals of patterns", ({ positions, size }: EngineSizes): GpuSource => {
  const pixels = size ** 2, all = positions * pixels;
  return {
    ...{ inputs: ["factors"], outputs: { residuals: [positions, 2] }, invocations: positions * WORKGROUP },
    ...{ together: true, declarations: sumOfWorkgroup(2) },
    body: `
  var sums = array<f32, 2>(0.0, 0.0);
  if (group < ${positions}) {
    for (var p = group * ${pixels} + lane; p < (group + 1) * ${pixels}; p += ${WORKGROUP}) {
      sums[0] += factors[p + ${all}];
      sums[1] += factors[p + ${2 * all}];
    }
  }
  let total = sumOfWorkgroup(lane, sums);
  if (lane == 0 && group < ${positions}) {
    residuals[2 * group] = total[0];
    residuals[2 * group + 1] = total[1];
  }`,
  };
});

const nearRows = gpuProgram("rows back", (sizes: EngineSizes): GpuSource => {
  const { positions, modes, size } = sizes, shape = [positions, modes, size, size];
  return fourierLines({
    ...{ inputs: ["columns"], outputs: { chiRe: shape, chiIm: shape } },
    ...{ size, lines: positions * modes * size, along: "rows" },
    load: `vec2<f32>(columns[${wavesOf(sizes)} + line * ${size} + n], columns[line * ${size} + n])`,
    store: `let to = line * ${size} + (n + ${size / 2}) % ${size}; ` +
      `chiRe[to] = ${1 / size} * value.y; chiIm[to] = ${1 / size} * value.x;`,
  });
});
