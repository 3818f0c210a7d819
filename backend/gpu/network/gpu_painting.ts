/**
 * How a decoder ends, and its gradients, as WebGPU programs; `backend/operations/painting.ts` says what they compute.
 *
 * @module
 */
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { type NewGpuKernel, shapeOf } from "../programs/register_gpu_kernels.ts";

/** `Silu`, `ScaledTanh`, `FrameRing` and their gradients. */
export const gpuPaintingKernels: Readonly<Record<string, NewGpuKernel>> = {
  Silu: ({ backend, inputs }) => backend.run(silu({ shape: shapeOf(inputs, "x") }), { inputs }),
  SiluGradient: ({ backend, inputs }) => backend.compute(siluGradient({ shape: shapeOf(inputs, "x") }), { inputs }),
  ScaledTanh: ({ backend, inputs, attributes }) =>
    backend.run(scaledTanh({ shape: shapeOf(inputs, "x"), scale: Number(attributes.scale) }), { inputs }),
  ScaledTanhGradient: ({ backend, inputs, attributes }) =>
    backend.compute(tanhGradient({ shape: shapeOf(inputs, "tanh"), scale: Number(attributes.scale) }), { inputs }),
  FrameRing: ({ backend, inputs }) =>
    backend.compute(framed({ centre: shapeOf(inputs, "centre"), rings: shapeOf(inputs, "ring").at(-1) ?? 0 }), {
      inputs,
    }),
  FrameRingGradient: ({ backend, inputs, attributes }) =>
    backend.run(framedGradient({ shape: shapeOf(inputs, "dy"), rings: Number(attributes.channels) }), { inputs }),
};

// --- internal ---

interface Elements {
  readonly shape: readonly number[];
}

const silu = gpuProgram("silu", ({ shape }: Elements): GpuSource => ({
  ...{ inputs: ["x"], outputs: { y: shape, gate: shape } },
  body: `
  let factor = 1.0 / (1.0 + exp(-x[id]));
  y[id] = x[id] * factor;
  gate[id] = factor;`,
}));

const siluGradient = gpuProgram("silu gradient", ({ shape }: Elements): GpuSource => ({
  ...{ inputs: ["x", "gate", "dy"], outputs: { dx: shape } },
  body: `dx[id] = dy[id] * gate[id] + dy[id] * x[id] * (gate[id] * (1.0 - gate[id]));`,
}));

interface ScaledElements extends Elements {
  readonly scale: number;
}

// Of large numbers some adapters' tanh is not a number.
const scaledTanh = gpuProgram("scaled tanh", ({ shape, scale }: ScaledElements): GpuSource => ({
  ...{ inputs: ["x"], outputs: { y: shape, tangent: shape } },
  body: `
  let value = tanh(clamp(x[id], -15.0, 15.0));
  y[id] = value * f32(${scale});
  tangent[id] = value;`,
}));

const tanhGradient = gpuProgram("scaled tanh gradient", ({ shape, scale }: ScaledElements): GpuSource => ({
  ...{ inputs: ["tanh", "dy"], outputs: { dx: shape } },
  body: `dx[id] = (1.0 - tanh[id] * tanh[id]) * (dy[id] * f32(${scale}));`,
}));

interface Framed {
  /** Shape of the centre. */
  readonly centre: readonly number[];
  /** Channels of the ring: as many, or one for all. */
  readonly rings: number;
}

const framed = gpuProgram("framed", ({ centre, rings }: Framed): GpuSource => {
  const [batch = 0, half = 0, , channels = 0] = centre;
  return {
    inputs: ["centre", "ring"],
    outputs: { y: [batch, 2 * half, 2 * half, channels] },
    body: `
  let pixel = id / ${channels};
  let row = pixel / ${2 * half} % ${2 * half} - ${half / 2};
  let column = pixel % ${2 * half} - ${half / 2};
  let middle = row >= 0 && row < ${half} && column >= 0 && column < ${half};
  let line = pixel / ${4 * half * half} * ${half} + clamp(row, 0, ${half - 1});
  let inner = (line * ${half} + clamp(column, 0, ${half - 1})) * ${channels} + id % ${channels};
  y[id] = select(ring[pixel * ${rings} + id % ${rings}], centre[inner], middle);`,
  };
});

/** An invocation for each pixel. */
const framedGradient = gpuProgram("framed gradient", ({ shape, rings }: Elements & { rings: number }): GpuSource => {
  const [batch = 0, size = 0, , channels = 0] = shape, half = size / 2;
  return {
    inputs: ["dy"],
    outputs: { dcentre: [batch, half, half, channels], dring: [batch, size, size, rings] },
    invocations: batch * size * size,
    body: `
  let row = id / ${size} % ${size} - ${half / 2};
  let column = id % ${size} - ${half / 2};
  let middle = row >= 0 && row < ${half} && column >= 0 && column < ${half};
  let inner = ((id / ${size * size} * ${half} + row) * ${half} + column) * ${channels};
  for (var channel = 0; channel < ${rings}; channel++) {
    var sum = 0.0;
    for (var at = channel; at < ${channels}; at += ${rings}) { sum += dy[id * ${channels} + at]; }
    dring[id * ${rings} + channel] = select(sum, 0.0, middle);
  }
  if (middle) {
    for (var channel = 0; channel < ${channels}; channel++) {
      dcentre[inner + channel] = dy[id * ${channels} + channel];
    }
  }`,
  };
});
