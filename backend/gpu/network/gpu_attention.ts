/**
 * Attention and its gradients, as WebGPU programs; `backend/operations/attention.ts` says what they compute.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { againOf, type GpuKernelCall, type NewGpuKernel, shapeOf } from "../programs/register_gpu_kernels.ts";
import { type Shares, sharesOf, sumOfShares } from "./shares.ts";

/** `SummarisePixels`, `WeighChannels`, `GatePixels` and their gradients. */
export const gpuAttentionKernels: Readonly<Record<string, NewGpuKernel>> = {
  SummarisePixels: (call) => {
    const { backend, inputs } = call, shares = sharesOf(imagesOf(call));
    const parts = backend.run(summariseShares(shares), { inputs });
    const [sums, largest, counts] = parts;
    if (!sums || !largest || !counts) throw new TypeError("Cannot summarise pixels as a program has no output");
    const results = backend.run(summarise(shares), { inputs: { sums, largest, counts } });
    parts.forEach(({ dataId }) => backend.disposeData(dataId));
    return [againOf(call, "x"), ...results];
  },
  SummarisePixelsGradient: ({ backend, inputs }) => {
    const shape = shapeOf(inputs, "x");
    return backend.compute(summariseGradient({ shape }), { inputs, halves: followed(backend, inputs.dy, "dx") });
  },
  WeighChannels: ({ backend, inputs }) =>
    backend.run(weighChannels({ shape: shapeOf(inputs, "x") }), { inputs, halves: followed(backend, inputs.x, "y") }),
  WeighChannelsGradient: (call) => {
    const { backend, inputs } = call, shape = shapeOf(inputs, "x"), shares = sharesOf(imagesOf(call));
    const [dx, gradient] = backend.run(weighChannelsGradient({ shape }), {
      ...{ inputs, halves: followed(backend, inputs.dy, "dx", "gradient") },
    });
    if (!dx || !gradient) throw new TypeError("Cannot differentiate attention as a program has no output");
    const sums = backend.compute(sumsOfProducts(shares), { inputs: { ...inputs, gradient } });
    const dgate = backend.compute(
      sumOfShares({ channels: shares.channels, shares: shares.shares, shape: shapeOf(inputs, "gate") }),
      { inputs: { sums } },
    );
    for (const { dataId } of [gradient, sums]) backend.disposeData(dataId);
    return [dx, dgate];
  },
  GatePixels: ({ backend, inputs }) =>
    backend.run(gatePixels({ shape: shapeOf(inputs, "x") }), { inputs, halves: followed(backend, inputs.x, "y") }),
  GatePixelsGradient: ({ backend, inputs }) =>
    backend.run(gatePixelsGradient({ shape: shapeOf(inputs, "x") }), {
      ...{ inputs, halves: followed(backend, inputs.dy, "dx") },
    }),
};

// --- internal ---

/** Images (B, H, W, C). */
interface Images {
  readonly shape: readonly number[];
}

/** Outputs are kept as halves where what they follow from is. */
function followed(backend: GpuBackend, input: tf.TensorInfo | undefined, ...outputs: string[]): string[] {
  return input && backend.isHalf(input.dataId) ? outputs : [];
}

function imagesOf({ inputs }: GpuKernelCall): Pick<Shares, "images" | "pixels" | "channels"> {
  const [images = 0, height = 0, width = 0, channels = 0] = shapeOf(inputs, "x");
  return { images, pixels: height * width, channels };
}

/** Of each share the sum, the largest, and how many have it. */
const summariseShares = gpuProgram("summary of shares", (shares: Shares): GpuSource => {
  const { images, pixels, channels, length } = shares, shape = [images, shares.shares, channels];
  return {
    inputs: ["x"],
    outputs: { sums: shape, largest: shape, counts: shape },
    halves: ["x"],
    body: `
  let image = id / ${shares.shares * channels};
  let first = id / ${channels} % ${shares.shares} * ${length};
  var sum = 0.0;
  var most = -3.4e38;
  var count = 0.0;
  for (var pixel = first; pixel < min(first + ${length}, ${pixels}); pixel++) {
    let value = f32(x[(image * ${pixels} + pixel) * ${channels} + id % ${channels}]);
    sum += value;
    if (value > most) { most = value; count = 1.0; } else if (value == most) { count += 1.0; }
  }
  sums[id] = sum;
  largest[id] = most;
  counts[id] = count;`,
  };
});

/** (2 B, C) means and largest, (B, C) how many have it. */
const summarise = gpuProgram("summary", ({ images, pixels, channels, shares }: Shares): GpuSource => ({
  inputs: ["sums", "largest", "counts"],
  outputs: { pooled: [2 * images, channels], count: [images, channels] },
  invocations: images * channels,
  body: `
  let first = id / ${channels} * ${shares * channels} + id % ${channels};
  var sum = 0.0;
  var most = -3.4e38;
  var having = 0.0;
  for (var at = first; at < first + ${shares * channels}; at += ${channels}) {
    sum += sums[at];
    if (largest[at] > most) { most = largest[at]; having = counts[at]; } else if (largest[at] == most) { having += counts[at]; }
  }
  pooled[id] = sum / ${pixels}.0;
  pooled[id + ${images * channels}] = most;
  count[id] = having;`,
}));

const summariseGradient = gpuProgram("summary gradient", ({ shape }: Images): GpuSource => {
  const [images = 0, height = 0, width = 0, channels = 0] = shape, pixels = height * width;
  return {
    inputs: ["x", "pooled", "count", "dy", "dpooled"],
    ...{ outputs: { dx: shape }, halves: ["x", "dy", "dx"] },
    body: `
  let channel = id / ${pixels * channels} * ${channels} + id % ${channels};
  let share = select(0.0, dpooled[channel + ${images * channels}] / count[channel], f32(x[id]) == pooled[channel + ${
      images * channels
    }]);
  dx[id] = dxElement(f32(dy[id]) + dpooled[channel] / ${pixels}.0 + share);`,
  };
});

/** An invocation for each pixel. */
const weighChannels = gpuProgram("channels weighed", ({ shape }: Images): GpuSource => {
  const [images = 0, height = 0, width = 0, channels = 0] = shape, pixels = height * width;
  return {
    inputs: ["x", "gate"],
    ...{ outputs: { y: shape, summary: [images, height, width, 2] }, halves: ["x", "y"] },
    invocations: images * pixels,
    body: `
  let factors = id / ${pixels} * ${channels};
  var most = -3.4e38;
  var sum = 0.0;
  for (var channel = 0; channel < ${channels}; channel++) {
    let value = f32(x[id * ${channels} + channel]) * gate[factors + channel];
    y[id * ${channels} + channel] = yElement(value);
    most = max(most, value);
    sum += value;
  }
  summary[2 * id] = most;
  summary[2 * id + 1] = sum / ${channels}.0;`,
  };
});

/** An invocation for each pixel: the gradient by x, and that by the product. */
const weighChannelsGradient = gpuProgram("channels weighed gradient", ({ shape }: Images): GpuSource => {
  const [images = 0, height = 0, width = 0, channels = 0] = shape, pixels = height * width;
  return {
    inputs: ["x", "gate", "summary", "dy", "dsummary"],
    ...{ outputs: { dx: shape, gradient: shape }, halves: ["x", "dy", "dx", "gradient"] },
    invocations: images * pixels,
    body: `
  let factors = id / ${pixels} * ${channels};
  let first = id * ${channels};
  var having = 0.0;
  for (var channel = 0; channel < ${channels}; channel++) {
    if (f32(x[first + channel]) * gate[factors + channel] == summary[2 * id]) { having += 1.0; }
  }
  let share = dsummary[2 * id] / having;
  let mean = dsummary[2 * id + 1] / ${channels}.0;
  for (var channel = 0; channel < ${channels}; channel++) {
    let factor = gate[factors + channel];
    let won = f32(x[first + channel]) * factor == summary[2 * id];
    let value = f32(dy[first + channel]) + mean + select(0.0, share, won);
    gradient[first + channel] = gradientElement(value);
    dx[first + channel] = dxElement(value * factor);
  }`,
  };
});

/** Of each share Σ gradient · x by channel. */
const sumsOfProducts = gpuProgram("sums of products", (given: Shares): GpuSource => {
  const { images, pixels, channels, shares, length } = given;
  return {
    inputs: ["gradient", "x"],
    ...{ outputs: { sums: [images, shares, channels] }, halves: ["gradient", "x"] },
    body: `
  let image = id / ${shares * channels};
  let first = id / ${channels} % ${shares} * ${length};
  var sum = 0.0;
  for (var pixel = first; pixel < min(first + ${length}, ${pixels}); pixel++) {
    let at = (image * ${pixels} + pixel) * ${channels} + id % ${channels};
    sum += f32(gradient[at]) * f32(x[at]);
  }
  sums[id] = sum;`,
  };
});

const gatePixels = gpuProgram("pixels weighed", ({ shape }: Images): GpuSource => ({
  ...{ inputs: ["x", "logits"], outputs: { y: shape, gate: shape.with(3, 1) }, halves: ["x", "y"] },
  body: `
  let pixel = id / ${shape.at(-1)};
  let factor = 1.0 / (1.0 + exp(-logits[pixel]));
  y[id] = yElement(f32(x[id]) * factor);
  if (id % ${shape.at(-1)} == 0) { gate[pixel] = factor; }`,
}));

/** An invocation for each pixel. */
const gatePixelsGradient = gpuProgram("pixels weighed gradient", ({ shape }: Images): GpuSource => {
  const [images = 0, height = 0, width = 0, channels = 0] = shape;
  return {
    inputs: ["x", "gate", "dy"],
    ...{ outputs: { dx: shape, dlogits: shape.with(3, 1) }, halves: ["x", "dy", "dx"] },
    invocations: images * height * width,
    body: `
  let factor = gate[id];
  var sum = 0.0;
  for (var at = id * ${channels}; at < (id + 1) * ${channels}; at++) {
    dx[at] = dxElement(f32(dy[at]) * factor);
    sum += f32(dy[at]) * f32(x[at]);
  }
  dlogits[id] = sum * (factor * (1.0 - factor));`,
  };
});
