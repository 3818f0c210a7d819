/**
 * What exit waves lack, as WebGPU programs; `backend/operations/engine.ts` says what they compute. Rows of the exit waves
 * are transformed as they are lit, columns of that; each pixel of the far field gets its factor, which columns are multiplied
 * by before they are transformed back; then rows.
 *
 * Between the transforms waves are two planes, real and imaginary, of (B, M, N, N), the origin of the far field first.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { WORKGROUP } from "../programs/gpu_program.ts";
import { DEVIANCE } from "./deviance.ts";
import type { EngineCall } from "./engine_call.ts";
import { type FourierLines, runFourierLines } from "./fourier_lines.ts";
import { illuminatePatch } from "./patch.ts";
import { sumOfWorkgroup } from "./workgroup_sum.ts";

/** Numbers of `backend/operations/engine.ts`. */
export interface CorrectionLimits {
  /** Which numbers are to be likely. */
  readonly likelihood: "amplitude" | "poisson";
  /** Least intensity that amplitudes are divided by. */
  readonly leastIntensity: number;
  /** Newton's steps to the ξ of Poisson's likelihood. */
  readonly newtonSteps: number;
  /** Greatest ξ. */
  readonly longestStep: number;
}

/**
 * Corrects exit waves.
 *
 * @param call Of `ExitWaveCorrection`.
 * @param limits Its attribute and constants.
 * @returns χ (B, M, N, N), twice, and residuals (B, 2).
 */
export function correctOnGpu(call: EngineCall, limits: CorrectionLimits): tf.TensorInfo[] {
  const far = farField(call);
  const factors = call.make(factorsOf(call, limits), { far });
  const residuals = call.return(residualsOf(call), { factors });
  const steps = limits.likelihood === "poisson" ? call.make(newtonOf(call, limits), { factors }) : null;
  const columns = lines(call, {
    ...{ names: ["far", "factors", ...steps ? ["steps"] : []], along: "columns", outputShape: [2 * wavesOf(call)] },
    // Exchanged parts: the transform back.
    load: `factor(image / ${call.modes}, n, column) * vec2<f32>(far[${wavesOf(call)} + source], far[source])`,
    store: storeBoth(call, "value.y", "value.x", "centred"),
    declarations: `
fn factor(j: i32, row: i32, column: i32) -> f32 {
  return ${steps ? "-steps[j] * " : ""}factors[(j * ${call.size} + row) * ${call.size} + column];
}`,
  }, { far, factors, ...(steps && { steps }) });
  const chi = ["value.y", "value.x"].map((value) => {
    const { positions, modes, size } = call;
    const made = runFourierLines(call.backend, { ...call.inputs, columns }, {
      ...{ names: ["columns"], size, lines: positions * modes * size, along: "rows" },
      load: `vec2<f32>(columns[${wavesOf(call)} + line * ${size} + n], columns[line * ${size} + n])`,
      store: `setOutputAtIndex(line * ${size} + (n + ${size / 2}) % ${size}, ${1 / size} * ${value});`,
      outputShape: [wavesOf(call)],
    });
    return { ...made, shape: [positions, modes, size, size] };
  });
  return [...chi, residuals];
}

// --- internal ---

/** Numbers of one plane. */
function wavesOf({ positions, modes, size }: EngineCall): number {
  return positions * modes * size ** 2;
}

/** Lines of all waves; they may name `image`, `row` or `column` of a line, and `source`, where its element lies. */
function lines(
  call: EngineCall,
  given: Omit<FourierLines, "size" | "lines">,
  more: Readonly<Record<string, tf.TensorInfo>> = {},
): tf.TensorInfo {
  const { positions, modes, size } = call;
  const place = given.along === "rows"
    ? `let image = line / ${size}; let row = line % ${size}; let source = line * ${size} + n;`
    : `let image = line / ${size}; let column = line % ${size}; let source = (image * ${size} + n) * ${size} + column;`;
  const made = runFourierLines(call.backend, { ...call.inputs, ...more }, {
    ...{ ...given, size, lines: positions * modes * size },
    declarations: `${given.declarations ?? ""}
fn loaded(line: i32, n: i32) -> vec2<f32> { ${place} return ${given.load}; }`,
    load: "loaded(line, n)",
    store: `${place} ${given.store}`,
  });
  return call.onTheWay(made);
}

function farField(call: EngineCall): tf.TensorInfo {
  const { modes, size } = call, middle = size / 2;
  const rows = lines(call, {
    ...{ names: ["objectRe", "objectIm", "probeRe", "probeIm", "corners", "fractions"], along: "rows" },
    declarations: illuminatePatch("object", "probe"),
    load: `shone(image / ${modes}, row, (n + ${middle}) % ${size}, ` +
      `(image % ${modes} * ${size} + row) * ${size} + (n + ${middle}) % ${size})`,
    store: storeBoth(call, "value.x", "value.y", "natural"),
    outputShape: [2 * wavesOf(call)],
  });
  return lines(call, {
    ...{ names: ["rows"], along: "columns", outputShape: [2 * wavesOf(call)] },
    declarations: `
fn at(image: i32, n: i32, column: i32) -> i32 { return (image * ${size} + (n + ${middle}) % ${size}) * ${size} + column; }`,
    load: `vec2<f32>(rows[at(image, n, column)], rows[${wavesOf(call)} + at(image, n, column)])`,
    store: storeBoth(call, `${1 / size} * value.x`, `${1 / size} * value.y`, "natural"),
  }, { rows });
}

/** Stores both parts; a `centred` column has its origin in the middle. */
function storeBoth(call: EngineCall, re: string, im: string, order: "natural" | "centred"): string {
  const { size } = call;
  const to = order === "natural" ? "source" : `(image * ${size} + (n + ${size / 2}) % ${size}) * ${size} + column`;
  return `let to = ${to}; setOutputAtIndex(to, ${re}); setOutputAtIndex(to + ${wavesOf(call)}, ${im});`;
}

/** (3, B, N, N), the origin first: the factor of the far field (of Poisson's likelihood v), |A − √I| and deviance, measured pixels. */
function factorsOf(
  { positions, modes, size, inputs }: EngineCall,
  limits: CorrectionLimits,
): Parameters<EngineCall["make"]>[0] {
  const pixels = size ** 2, middle = size / 2, all = positions * modes * pixels;
  const { mask } = inputs;
  const valid = mask === undefined ? "1.0" : `mask[${mask.shape.length === 3 ? `j * ${pixels} + ` : ""}at]`;
  const factor = limits.likelihood === "poisson"
    ? "(intensity - measured[source] * measured[source]) / (intensity + 1.0)"
    : "measured[source] / predicted - 1.0";
  return {
    names: ["far", "measured", ...mask ? ["mask"] : []],
    outputShape: [3, positions, size, size],
    invocations: positions * pixels,
    declarations: DEVIANCE,
    body: `
  let j = id / ${pixels};
  let pixel = id % ${pixels};
  let row = (pixel / ${size} + ${middle}) % ${size};
  let column = (pixel % ${size} + ${middle}) % ${size};
  let at = row * ${size} + column;
  let source = j * ${pixels} + at;
  var intensity = 0.0;
  for (var mode = 0; mode < ${modes}; mode++) {
    let wave = (j * ${modes} + mode) * ${pixels} + pixel;
    intensity += far[wave] * far[wave] + far[wave + ${all}] * far[wave + ${all}];
  }
  let predicted = sqrt(max(intensity, ${limits.leastIntensity}));
  let valid = ${valid};
  setOutputAtIndex(id, valid * (${factor}));
  setOutputAtIndex(id + ${positions * pixels}, valid * abs(measured[source] - predicted));
  setOutputAtIndex(id + ${2 * positions * pixels}, valid * deviance(measured[source], predicted));`,
  };
}

/** (B, 2), a workgroup for each pattern. */
function residualsOf({ positions, size }: EngineCall): Parameters<EngineCall["make"]>[0] {
  const pixels = size ** 2;
  return {
    ...{ names: ["factors"], outputShape: [positions, 2], invocations: positions * WORKGROUP, together: true },
    declarations: sumOfWorkgroup(2),
    body: `
  let lane = i32(localIndex);
  let j = id / ${WORKGROUP};
  var sums = array<f32, 2>(0.0, 0.0);
  if (j < ${positions}) {
    for (var p = j * ${pixels} + lane; p < (j + 1) * ${pixels}; p += ${WORKGROUP}) {
      sums[0] += factors[p + ${positions * pixels}];
      sums[1] += factors[p + ${2 * positions * pixels}];
    }
  }
  let total = sumOfWorkgroup(lane, sums);
  if (lane == 0 && j < ${positions}) {
    setOutputAtIndex(2 * j, total[0]);
    setOutputAtIndex(2 * j + 1, total[1]);
  }`,
  };
}

/** (B) ξ of Poisson's likelihood, a workgroup for each pattern. Intensities, with the count that is added, are counts / (1 − v). */
function newtonOf({ positions, size }: EngineCall, limits: CorrectionLimits): Parameters<EngineCall["make"]>[0] {
  const pixels = size ** 2, middle = size / 2;
  return {
    ...{ names: ["factors", "measured"], outputShape: [positions], invocations: positions * WORKGROUP, together: true },
    declarations: sumOfWorkgroup(2),
    body: `
  let lane = i32(localIndex);
  let j = id / ${WORKGROUP};
  var step = 0.0;
  for (var k = 0; k < ${limits.newtonSteps}; k++) {
    var sums = array<f32, 2>(0.0, 0.0);
    if (j < ${positions}) {
      for (var p = lane; p < ${pixels}; p += ${WORKGROUP}) {
        let row = (p / ${size} + ${middle}) % ${size};
        let column = (p % ${size} + ${middle}) % ${size};
        let amplitude = measured[j * ${pixels} + row * ${size} + column];
        let excess = factors[j * ${pixels} + p];
        let counts = amplitude * amplitude + 1.0;
        let intensity = counts / (1.0 - excess);
        let left = 1.0 - step * excess;
        sums[0] += excess * (counts / left - intensity * left);
        sums[1] += excess * excess * (counts / (left * left) + intensity);
      }
    }
    let total = sumOfWorkgroup(lane, sums);
    step = clamp(step - total[0] / max(total[1], ${limits.leastIntensity}), 0.0, ${limits.longestStep});
  }
  if (lane == 0 && j < ${positions}) { setOutputAtIndex(j, step); }`,
  };
}
