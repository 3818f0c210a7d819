/**
 * Diffraction and its gradients, as WebGPU programs; `backend/operations/waves/diffraction.ts` says what they compute.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import {
  COMPOSED_DIFFRACTION_KERNELS,
  type DiffractionAttributes,
  type DiffractionInputs,
} from "../../operations/waves/composed_diffraction.ts";
import { elementsOf, gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { type GpuKernelCall, type NewGpuKernel, shapeOf } from "../programs/register_gpu_kernels.ts";
import { fourierFactors, fourierLines } from "./fourier_lines.ts";

/** The kernels. */
export const gpuDiffractionKernels: Readonly<Record<string, NewGpuKernel>> = {
  FromPolar: ({ backend, inputs }) => backend.run(fromPolar({ shape: shapeOf(inputs, "amp") }), { inputs }),
  FromPolarGradient: ({ backend, inputs }) =>
    backend.run(fromPolarGradient({ shape: shapeOf(inputs, "amp") }), { inputs }),
  Illuminate: ({ backend, inputs }) => {
    const [samples = 0] = shapeOf(inputs, "re");
    return backend.run(illuminate({ shape: [samples, ...shapeOf(inputs, "probeRe")] }), { inputs });
  },
  IlluminateGradient: ({ backend, inputs }) =>
    backend.run(illuminateGradient({ shape: shapeOf(inputs, "re") }), { inputs }),
  CentredFourier: (call) => {
    const shape = shapeOf(call.inputs, "re"), size = shape.at(-1) ?? 0;
    return fourierFactors(size) === null ? composed(call) : transformed(call, { shape, size });
  },
  WaveAmplitude: ({ backend, inputs, attributes: { floor } }) =>
    backend.compute(amplitude({ shape: shapeOf(inputs, "re"), floor: Number(floor) }), { inputs }),
  WaveAmplitudeGradient: ({ backend, inputs, attributes: { floor } }) =>
    backend.run(amplitudeGradient({ shape: shapeOf(inputs, "re"), floor: Number(floor) }), { inputs }),
};

// --- internal ---

interface Shaped {
  readonly shape: readonly number[];
}

const fromPolar = gpuProgram("from polar", ({ shape }: Shaped): GpuSource => ({
  ...{ inputs: ["amp", "phase"], outputs: { re: shape, im: shape } },
  body: "re[id] = amp[id] * cos(phase[id]); im[id] = amp[id] * sin(phase[id]);",
}));

const fromPolarGradient = gpuProgram("from polar gradient", ({ shape }: Shaped): GpuSource => ({
  ...{ inputs: ["amp", "phase", "re", "im"], outputs: { damp: shape, dphase: shape } },
  body: `
  let c = cos(phase[id]);
  let s = sin(phase[id]);
  damp[id] = re[id] * c + im[id] * s;
  dphase[id] = amp[id] * (im[id] * c - re[id] * s);`,
}));

/** Of patches (B, N, N) by modes (P, N, N); the shape is (B, P, N, N). */
const illuminate = gpuProgram("light", ({ shape }: Shaped): GpuSource => {
  const [, modes = 0, ...sides] = shape, pixels = elementsOf(sides);
  return {
    ...{ inputs: ["re", "im", "probeRe", "probeIm"], outputs: { litRe: shape, litIm: shape } },
    body: `
  let a = id / ${modes * pixels} * ${pixels} + id % ${pixels};
  let b = id % ${modes * pixels};
  litRe[id] = re[a] * probeRe[b] - im[a] * probeIm[b];
  litIm[id] = re[a] * probeIm[b] + im[a] * probeRe[b];`,
  };
});

/** An invocation for each pixel of each patch. */
const illuminateGradient = gpuProgram("light gradient", ({ shape }: Shaped): GpuSource => {
  const [samples = 0, modes = 0, ...sides] = shape, pixels = elementsOf(sides), patches = [samples, ...sides];
  return {
    ...{ inputs: ["re", "im", "probeRe", "probeIm"], outputs: { patchRe: patches, patchIm: patches } },
    body: `
  var sum = vec2<f32>(0.0);
  for (var mode = 0; mode < ${modes}; mode++) {
    let a = (id / ${pixels} * ${modes} + mode) * ${pixels} + id % ${pixels};
    let b = mode * ${pixels} + id % ${pixels};
    sum += vec2<f32>(re[a] * probeRe[b] + im[a] * probeIm[b], im[a] * probeRe[b] - re[a] * probeIm[b]);
  }
  patchRe[id] = sum.x;
  patchIm[id] = sum.y;`,
  };
});

/** Images (…, N, N). */
interface Images extends Shaped {
  readonly size: number;
}

function transformed({ backend, inputs, attributes: { inverse } }: GpuKernelCall, images: Images): tf.TensorInfo[] {
  const whole = { ...images, inverse: inverse === true };
  const lines = backend.run(alongRows(whole), { inputs });
  const [linesRe, linesIm] = lines, { matrix } = inputs;
  if (!linesRe || !linesIm || !matrix) throw new TypeError("Cannot transform as a program has no output");
  const results = backend.run(alongColumns(whole), { inputs: { linesRe, linesIm, matrix } });
  lines.forEach(({ dataId }) => backend.disposeData(dataId));
  return results;
}

/** Real and imaginary part, exchanged where the transform is the inverse one. */
function pair(re: string, im: string, inverse: boolean): string {
  return inverse ? `vec2<f32>(${im}, ${re})` : `vec2<f32>(${re}, ${im})`;
}

/** Stores both parts, times one over the root of N. */
function stored([re, im]: readonly [string, string], { size, inverse }: Images & { inverse: boolean }): string {
  const scale = 1 / Math.sqrt(size);
  const [x, y] = inverse ? ["y", "x"] : ["x", "y"];
  return `${re}[to] = ${scale} * value.${x}; ${im}[to] = ${scale} * value.${y};`;
}

const alongRows = gpuProgram("transform of rows", (given: Images & { inverse: boolean }): GpuSource => {
  const { shape, size, inverse } = given, middle = `line * ${size} + (n + ${size / 2}) % ${size}`;
  return fourierLines({
    ...{ inputs: ["re", "im"], outputs: { linesRe: shape, linesIm: shape } },
    ...{ size, lines: elementsOf(shape) / size, along: "rows", place: `let to = ${middle};` },
    load: pair("re[to]", "im[to]", inverse),
    store: stored(["linesRe", "linesIm"], given),
  });
});

const alongColumns = gpuProgram("transform of columns", (given: Images & { inverse: boolean }): GpuSource => {
  const { shape, size, inverse } = given;
  const middle = `(line / ${size} * ${size} + (n + ${size / 2}) % ${size}) * ${size} + line % ${size}`;
  return fourierLines({
    ...{ inputs: ["linesRe", "linesIm"], outputs: { outRe: shape, outIm: shape } },
    ...{ size, lines: elementsOf(shape) / size, along: "columns", place: `let to = ${middle};` },
    load: pair("linesRe[to]", "linesIm[to]", inverse),
    store: stored(["outRe", "outIm"], given),
  });
});

function composed({ inputs, attributes }: GpuKernelCall): tf.Tensor[] {
  const compose = COMPOSED_DIFFRACTION_KERNELS.CentredFourier;
  const given = [inputs as unknown as DiffractionInputs, attributes as unknown as DiffractionAttributes] as const;
  return tf.tidy(() => compose?.(...given) ?? []) as tf.Tensor[];
}

interface Waves extends Shaped {
  readonly floor: number;
}

/** Intensity of a pixel `id` of a sample, summed over modes. */
function intensityOf(shape: readonly number[]): string {
  const [, modes = 0, ...sides] = shape, pixels = elementsOf(sides);
  return `
  let first = id / ${pixels} * ${modes * pixels} + id % ${pixels};
  let end = first + ${modes * pixels};
  var light = 0.0;
  for (var at = first; at < end; at += ${pixels}) { light += re[at] * re[at] + im[at] * im[at]; }`;
}

const amplitude = gpuProgram("amplitude", ({ shape, floor }: Waves): GpuSource => {
  const [samples = 0, , ...sides] = shape;
  return {
    ...{ inputs: ["re", "im"], outputs: { root: [samples, ...sides] } },
    body: `${intensityOf(shape)} root[id] = sqrt(max(light, ${floor}));`,
  };
});

const amplitudeGradient = gpuProgram("amplitude gradient", ({ shape, floor }: Waves): GpuSource => {
  const [samples = 0, , ...sides] = shape, pixels = elementsOf(sides);
  return {
    ...{ inputs: ["re", "im", "dy"], outputs: { dre: shape, dim: shape }, invocations: samples * pixels },
    body: `${intensityOf(shape)}
  let slope = select(0.0, dy[id] / sqrt(max(light, ${floor})), light >= ${floor});
  for (var at = first; at < end; at += ${pixels}) {
    dre[at] = re[at] * slope;
    dim[at] = im[at] * slope;
  }`,
  };
});
