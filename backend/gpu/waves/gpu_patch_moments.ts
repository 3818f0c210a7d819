/**
 * What patches are like, as WebGPU programs; `backend/operations/patch_moments.ts` says what they compute.
 *
 * @module
 */
import { MOMENTS } from "../../operations/patch_moments.ts";
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import { againOf, type NewGpuKernel, shapeOf } from "../programs/register_gpu_kernels.ts";
import { UNIT_WAVE } from "./sine.ts";
import { mostOfWorkgroup, sumOfWorkgroup } from "./workgroup_sum.ts";

/** The kernels. */
export const gpuPatchMomentKernels: Readonly<Record<string, NewGpuKernel>> = {
  PatchMoments: ({ backend, inputs, attributes: { low = null, high = null } }) => {
    const [count = 0, size = 0] = shapeOf(inputs, "images");
    const bounds = { low: low === null ? null : Number(low), high: high === null ? null : Number(high) };
    const moments = backend.compute(momentsOf({ count, size, ...bounds }), { inputs });
    backend.run(pixelsOf({ count, size }), { inputs });
    return [moments, againOf({ backend, inputs }, "pixels")];
  },
  PhaseVariance: ({ backend, inputs, attributes }) => {
    const [count = 0, size = 0] = shapeOf(inputs, "phases");
    return backend.compute(varianceOf({ count, size, side: Number(attributes.side) }), { inputs });
  },
};

// --- internal ---

interface PatchSizes {
  readonly count: number;
  /** Side of a patch. */
  readonly size: number;
}

/** A workgroup for each patch. */
const momentsOf = gpuProgram(
  "moments of patches",
  (
    { count, size, low, high }: PatchSizes & { readonly low: number | null; readonly high: number | null },
  ): GpuSource => {
    const side = size / 2, pixels = side ** 2;
    const atBound = (bound: number | null, relation: string): string =>
      bound === null ? "0.0" : `f32(value ${relation} f32(${bound}))`;
    return {
      ...{ inputs: ["images"], outputs: { moments: [count, MOMENTS] }, together: true },
      invocations: count * WORKGROUP,
      declarations: `${sumOfWorkgroup(3)}\n${sumOfSquares}\n${mostOfWorkgroup(2)}`,
      body: `
  let patchId = min(group, ${count - 1});
  var sums = array<f32, 3>(0.0, 0.0, 0.0);
  var most = array<f32, 2>(-3.4e38, -3.4e38);
  for (var p = lane; p < ${pixels}; p += ${WORKGROUP}) {
    let value = ${central("images", { size, side })};
    sums[0] += value;
    sums[1] += ${atBound(low, "<=")};
    sums[2] += ${atBound(high, ">=")};
    most[0] = max(most[0], -value);
    most[1] = max(most[1], value);
  }
  sums = sumOfWorkgroup(lane, sums);
  most = mostOfWorkgroup(lane, most);
  let mean = sums[0] / ${pixels}.0;
  var squares = array<f32, 1>(0.0);
  for (var p = lane; p < ${pixels}; p += ${WORKGROUP}) {
    let beyond = ${central("images", { size, side })} - mean;
    squares[0] += beyond * beyond;
  }
  squares = sumOfSquares(lane, squares);
  if (lane == 0 && group < ${count}) {
    let at = ${MOMENTS} * group;
    moments[at] = mean;
    moments[at + 1] = squares[0] / ${pixels}.0;
    moments[at + 2] = -most[0];
    moments[at + 3] = most[1];
    moments[at + 4] = sums[1];
    moments[at + 5] = sums[2];
  }`,
    };
  },
);

/** An invocation for each pixel. */
const pixelsOf = gpuProgram("pixels of patches", ({ count, size }: PatchSizes): GpuSource => {
  const side = size / 2, pixels = side ** 2;
  return {
    ...{ inputs: ["images", "pixels", "before"], updates: ["pixels"], outputs: {}, invocations: pixels },
    body: `
  let p = id;
  var mean = pixels[id];
  var squares = pixels[${pixels} + id];
  for (var patchId = 0; patchId < ${count}; patchId++) {
    let value = ${central("images", { size, side })};
    let beyond = value - mean;
    mean += beyond / (before[0] + f32(patchId + 1));
    squares += beyond * (value - mean);
  }
  pixels[id] = mean;
  pixels[${pixels} + id] = squares;`,
  };
});

/**
 * A workgroup for each patch. 1 − |m|² is next to nothing where phases deviate little: with d, half the mean of
 * |u − m/|m||² over all u = e^(i·phase), it is d·(2 − d).
 */
const varianceOf = gpuProgram(
  "variance of phases",
  ({ count, size, side }: PatchSizes & { readonly side: number }): GpuSource => ({
    ...{ inputs: ["phases"], outputs: { variances: [count] }, together: true },
    invocations: count * WORKGROUP,
    declarations: `${UNIT_WAVE}\n${sumOfWorkgroup(2)}\n${sumOfSquares}`,
    body: `
  let patchId = min(group, ${count - 1});
  var sums = array<f32, 2>(0.0, 0.0);
  for (var p = lane; p < ${side ** 2}; p += ${WORKGROUP}) {
    let wave = unitWave(${central("phases", { size, side })});
    sums[0] += wave.x;
    sums[1] += wave.y;
  }
  sums = sumOfWorkgroup(lane, sums);
  let mean = vec2<f32>(sums[0], sums[1]);
  let direction = mean / max(length(mean), 1e-20);
  var squares = array<f32, 1>(0.0);
  for (var p = lane; p < ${side ** 2}; p += ${WORKGROUP}) {
    let beyond = unitWave(${central("phases", { size, side })}) - direction;
    squares[0] += dot(beyond, beyond);
  }
  squares = sumOfSquares(lane, squares);
  let apart = squares[0] / ${2 * side ** 2}.0;
  if (lane == 0 && group < ${count}) { variances[group] = apart * (2.0 - apart); }`,
  }),
);

/** Sums of one number beside others of several, in memory of their own. */
const sumOfSquares = sumOfWorkgroup(1).replaceAll("sumOfWorkgroup", "sumOfSquares");

/** Pixel `p` of the central square of patch `patchId`. */
function central(images: string, { size, side }: { readonly size: number; readonly side: number }): string {
  const margin = (size - side) / 2;
  return `${images}[(patchId * ${size} + ${margin} + p / ${side}) * ${size} + ${margin} + p % ${side}]`;
}
