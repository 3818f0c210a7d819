/**
 * Images moved by parts of a pixel, and merged, as WebGPU programs; `backend/operations/overlap.ts` says what they compute.
 * No program adds to what another invocation adds to, so the bits are the same from run to run.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { GpuInputs } from "../programs/gpu_backend.ts";
import { elementsOf, type GpuProgram, gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { type GpuKernelCall, type NewGpuKernel, shapeOf } from "../programs/register_gpu_kernels.ts";

/** The kernels. */
export const gpuOverlapKernels: Readonly<Record<string, NewGpuKernel>> = {
  TranslateImages: (call) => {
    const sizes = movesOf(call.inputs);
    return computed(call, ({ side }) => sumMoves({ ...sizes, side, sums: sizes.moves }));
  },
  SumTranslations: (call) => computed(call, ({ side, sums }) => sumMoves({ ...movesOf(call.inputs), side, sums })),
  TranslateImagesGradient: (call) =>
    computed(call, ({ side, sums }) => sumMoves({ ...movesOf(call.inputs), side, sums, back: true })),
  TranslateImagesOffsetGradient: ({ inputs, backend }) => {
    const [, side = 0] = shapeOf(inputs, "dy");
    const lines = backend.compute(slopesOfLines({ ...movesOf(inputs), side }), { inputs });
    const attrs = { axis: 1, keepDims: false };
    const sum = tf.getKernel("Sum", "webgpu")?.kernelFunc({ inputs: { x: lines }, backend, attrs });
    backend.disposeData(lines.dataId);
    return sum as tf.TensorInfo;
  },
  MergePatches: (call) => merged(call, "merge"),
  MergePatchesGradient: (call) => merged(call, "gradient"),
  MergePatchesWeightGradient: (call) => merged(call, "weight"),
};

// --- internal ---

interface Attributes {
  readonly side: number;
  readonly sums: number;
  readonly channels: number;
  readonly epsilon: number;
  readonly floor: number;
}

function computed(
  { backend, inputs, attributes }: GpuKernelCall,
  programOf: (attributes: Attributes) => GpuProgram,
): tf.TensorInfo {
  return backend.compute(programOf(attributes as unknown as Attributes), { inputs });
}

function merged(call: GpuKernelCall, kind: keyof typeof MERGES): tf.TensorInfo {
  const shape = shapeOf(call.inputs, "weight");
  return computed(call, ({ channels, epsilon, floor }) => merge({ shape, channels, epsilon, floor, kind }));
}

/** Moves of images, several moves of each. */
interface Moves {
  readonly moves: number;
  readonly images: number;
  /** Side of an image. */
  readonly extent: number;
  /** Side of a canvas. */
  readonly side: number;
  /**
   * Whether they are moved by the negative offsets.
   *
   * @default {false}
   */
  readonly back?: boolean;
}

function movesOf({ images, offsets }: GpuInputs): Omit<Moves, "side"> {
  const [count = 0, extent = 0] = images?.shape ?? [];
  return { moves: offsets?.shape[0] ?? 0, images: count, extent };
}

/**
 * Where the image of a move lies: pixel `place + i` of the canvas is 1 - part of its pixel i and part of the one before,
 * along either axis. `near` and `far` are what the image's line `line.y` and the one before it count, 0 outside.
 */
function placeOf({ moves, images, extent, side, back = false }: Moves): string {
  return `
    let image = term / ${moves / images} * ${extent ** 2};
    let offset = ${back ? "-" : ""}vec2<f32>(offsets[2 * term], offsets[2 * term + 1]);
    let part = offset - floor(offset);
    let most = vec2<f32>(${extent + side}.0);
    let place = vec2<i32>(clamp(floor(offset), -most, most)) + (${side - extent}) / 2;`;
}

/** Variables a to d: the image's pixel at `at`, the one before it in the line, and those of the line before. */
function fourPixels(extent: number): string {
  return `
    let inside = (at >= vec2<i32>(0)) & (at < vec2<i32>(${extent}));
    let before = (at > vec2<i32>(0)) & (at <= vec2<i32>(${extent}));
    let here = image + at.y * ${extent} + at.x;
    var a = 0.0;
    var b = 0.0;
    var c = 0.0;
    var d = 0.0;
    if (inside.y && inside.x) { a = images[here]; }
    if (inside.y && before.x) { b = images[here - 1]; }
    if (before.y && inside.x) { c = images[here - ${extent}]; }
    if (before.y && before.x) { d = images[here - ${extent + 1}]; }`;
}

/** An invocation for each pixel of each sum of so many moves. */
const sumMoves = gpuProgram("sum of moves", (sizes: Moves & { sums: number }): GpuSource => {
  const { moves, extent, side, sums } = sizes, terms = moves / sums;
  return {
    inputs: ["images", "offsets"],
    outputs: { canvases: [sums, side, side] },
    body: `
  let pixel = vec2<i32>(id % ${side}, id % ${side ** 2} / ${side});
  let first = id / ${side ** 2} * ${terms};
  var sum = 0.0;
  for (var term = first; term < first + ${terms}; term++) {
    ${placeOf(sizes)}
    let at = pixel - place;
    ${fourPixels(extent)}
    sum += (1.0 - part.y) * ((1.0 - part.x) * a + part.x * b) + part.y * ((1.0 - part.x) * c + part.x * d);
  }
  canvases[id] = sum;`,
  };
});

/** An invocation for each line of each canvas: the line's part of the gradient by columns and by rows. */
const slopesOfLines = gpuProgram("slopes of lines", (sizes: Moves): GpuSource => ({
  inputs: ["images", "offsets", "dy"],
  ...{ outputs: { slopes: [sizes.moves, sizes.side, 2] }, invocations: sizes.moves * sizes.side },
  body: `
  let term = id / ${sizes.side};
  ${placeOf(sizes)}
  var sum = vec2<f32>(0.0);
  for (var column = 0; column < ${sizes.side}; column++) {
    let at = vec2<i32>(column, id % ${sizes.side}) - place;
    ${fourPixels(sizes.extent)}
    let byColumns = (1.0 - part.y) * (b - a) + part.y * (d - c);
    let byRows = (1.0 - part.x) * (c - a) + part.x * (d - b);
    sum += dy[id * ${sizes.side} + column] * vec2<f32>(byColumns, byRows);
  }
  slopes[2 * id] = sum.x;
  slopes[2 * id + 1] = sum.y;`,
}));

/** A merge of the channels of samples, or a gradient of it. */
interface Merge {
  /** Of the weights: (B · C, …). */
  readonly shape: readonly number[];
  readonly channels: number;
  readonly epsilon: number;
  readonly floor: number;
}

/** What it reads, and what an invocation does that knows its `share`, one over the sum of weights. */
const MERGES = {
  merge: {
    inputs: ["x", "weight"],
    end:
      "var sum = 0.0; for (var i = first; i < end; i += pixels) { sum += weight[i] * x[i]; } result[id] = sum * share;",
  },
  gradient: { inputs: ["weight", "dy"], end: "result[id] = weight[id] * dy[sample * pixels + pixel] * share;" },
  weight: {
    inputs: ["x", "weight", "merged", "dy"],
    end: "let at = sample * pixels + pixel; result[id] = (x[id] - merged[at]) * dy[at] * share;",
  },
} as const;

const merge = gpuProgram("merge", (sizes: Merge & { kind: keyof typeof MERGES }): GpuSource => {
  const { shape, channels, epsilon, floor, kind } = sizes;
  const [images = 0] = shape, ofSamples = kind === "merge", { inputs, end } = MERGES[kind];
  return {
    inputs,
    outputs: { result: ofSamples ? shape.with(0, images / channels) : shape },
    body: `
  let pixels = ${elementsOf(shape.slice(1))};
  let pixel = id % pixels;
  let sample = id / ${ofSamples ? "" : `${channels} / `}pixels;
  let first = sample * ${channels} * pixels + pixel;
  let end = first + ${channels} * pixels;
  var total = 0.0;
  for (var i = first; i < end; i += pixels) { total += weight[i]; }
  var share = 0.0;
  if (total > ${floor}) { share = 1.0 / (total + ${epsilon}); }
  ${end}`,
  };
});
