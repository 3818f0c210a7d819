/**
 * Images moved by parts of a pixel, and merged, as WebGPU programs; `backend/operations/overlap.ts` says what they compute.
 * No program adds to what another invocation adds to, so the bits are the same from run to run.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { WebGPUBackend } from "../../packages/tensorflow_webgpu.ts";
import { type GpuInputs, runGpuProgram } from "./programs/gpu_program.ts";

/** Registers the kernels of overlap for `webgpu`; calling it again changes nothing. */
export function installGpuOverlap(): void {
  for (const [kernelName, kernel] of Object.entries(KERNELS)) {
    if (tf.getKernel(kernelName, "webgpu")) continue;
    tf.registerKernel({
      kernelName,
      backendName: "webgpu",
      kernelFunc: ({ inputs, attrs, backend }) => {
        const given = { inputs: inputs as GpuInputs, attributes: (attrs ?? {}) as unknown as Attributes };
        return kernel(given, backend as WebGPUBackend);
      },
    });
  }
}

// --- internal ---

interface Attributes {
  readonly side: number;
  readonly sums: number;
  readonly channels: number;
  readonly epsilon: number;
  readonly floor: number;
}

interface Call {
  readonly inputs: GpuInputs;
  readonly attributes: Attributes;
}

const KERNELS: Readonly<Record<string, (call: Call, backend: WebGPUBackend) => tf.TensorInfo>> = {
  TranslateImages: ({ inputs, attributes: { side } }, backend) => {
    const [moves = 0] = inputs.offsets?.shape ?? [];
    return runGpuProgram(backend, inputs, {
      names: ["images", "offsets"],
      outputShape: [moves, side, side],
      body: sumMoves(1),
    });
  },
  SumTranslations: ({ inputs, attributes: { side, sums } }, backend) => {
    const [moves = 0] = inputs.offsets?.shape ?? [];
    const body = sumMoves(moves / sums);
    return runGpuProgram(backend, inputs, { names: ["images", "offsets"], outputShape: [sums, side, side], body });
  },
  TranslateImagesOffsetGradient: ({ inputs }, backend) => {
    const [moves = 0, side = 0] = inputs.dy?.shape ?? [];
    const lines = runGpuProgram(backend, inputs, {
      names: ["images", "offsets", "dy"],
      outputShape: [moves, side, 2],
      invocations: moves * side,
      body: SLOPES_OF_LINES,
    });
    const attrs = { axis: 1, keepDims: false };
    const sum = tf.getKernel("Sum", "webgpu")?.kernelFunc({ inputs: { x: lines }, backend, attrs });
    backend.disposeData(lines.dataId);
    return sum as tf.TensorInfo;
  },
  MergePatches: (call, backend) =>
    merge(backend, call, {
      names: ["x", "weight"],
      ofSamples: true,
      body: `
      var sum = 0.0;
      for (var i = first; i < end; i += pixels) { sum += weight[i] * x[i]; }
      setOutputAtIndex(id, sum * share);`,
    }),
  MergePatchesGradient: (call, backend) =>
    merge(backend, call, {
      names: ["weight", "dy"],
      ofSamples: false,
      body: "setOutputAtIndex(id, weight[id] * dy[sample * pixels + pixel] * share);",
    }),
  MergePatchesWeightGradient: (call, backend) =>
    merge(backend, call, {
      names: ["x", "weight", "merged", "dy"],
      ofSamples: false,
      body: `
      let at = sample * pixels + pixel;
      setOutputAtIndex(id, (x[id] - merged[at]) * dy[at] * share);`,
    }),
};

/**
 * Where the image of a move lies: pixel `place + i` of the canvas is 1 - part of its pixel i and part of the one before,
 * along either axis. `near` and `far` are what the image's line `line.y` and the one before it count, 0 outside.
 */
const PLACE = `
    let side = uniforms.outShape[1];
    let extent = uniforms.imagesShape[1];
    let image = term / (uniforms.offsetsShape[0] / uniforms.imagesShape[0]) * extent * extent;
    let offset = vec2<f32>(offsets[2 * term], offsets[2 * term + 1]);
    let part = offset - floor(offset);
    let most = vec2<f32>(f32(extent + side));
    let place = vec2<i32>(clamp(floor(offset), -most, most)) + (side - extent) / 2;`;

/** Variables a to d: the image's pixel at `at`, the one before it in the line, and those of the line before. */
const FOUR_PIXELS = `
    let inside = (at >= vec2<i32>(0)) & (at < vec2<i32>(extent));
    let before = (at > vec2<i32>(0)) & (at <= vec2<i32>(extent));
    let here = image + at.y * extent + at.x;
    var a = 0.0;
    var b = 0.0;
    var c = 0.0;
    var d = 0.0;
    if (inside.y && inside.x) { a = images[here]; }
    if (inside.y && before.x) { b = images[here - 1]; }
    if (before.y && inside.x) { c = images[here - extent]; }
    if (before.y && before.x) { d = images[here - extent - 1]; }`;

/** An invocation for each pixel of each sum of so many moves. */
function sumMoves(terms: number): string {
  return `
  let canvas = uniforms.outShape[1] * uniforms.outShape[2];
  let pixel = vec2<i32>(id % uniforms.outShape[2], id % canvas / uniforms.outShape[2]);
  var sum = 0.0;
  for (var term = id / canvas * ${terms}; term < (id / canvas + 1) * ${terms}; term++) {
    ${PLACE}
    let at = pixel - place;
    ${FOUR_PIXELS}
    sum += (1.0 - part.y) * ((1.0 - part.x) * a + part.x * b) + part.y * ((1.0 - part.x) * c + part.x * d);
  }
  setOutputAtIndex(id, sum);`;
}

/** An invocation for each line of each canvas: the line's part of the gradient by columns and by rows. */
const SLOPES_OF_LINES = `
  let term = id / uniforms.dyShape[1];
  ${PLACE}
  var slopes = vec2<f32>(0.0);
  for (var column = 0; column < side; column++) {
    let at = vec2<i32>(column, id % side) - place;
    ${FOUR_PIXELS}
    let byColumns = (1.0 - part.y) * (b - a) + part.y * (d - c);
    let byRows = (1.0 - part.x) * (c - a) + part.x * (d - b);
    slopes += dy[id * side + column] * vec2<f32>(byColumns, byRows);
  }
  setOutputAtIndex(2 * id, slopes.x);
  setOutputAtIndex(2 * id + 1, slopes.y);`;

/** A program of merging, an invocation for each pixel of each sample or of each image. */
interface MergeSource {
  readonly names: readonly string[];
  readonly ofSamples: boolean;
  readonly body: string;
}

function merge(backend: WebGPUBackend, { inputs, attributes }: Call, source: MergeSource): tf.TensorInfo {
  const { names, ofSamples, body } = source;
  const { channels, epsilon, floor } = attributes;
  const shape = inputs.weight?.shape ?? [];
  const [images = 0] = shape;
  const outputShape = ofSamples ? shape.with(0, images / channels) : shape;
  return runGpuProgram(backend, inputs, {
    names,
    outputShape,
    body: `
  let pixels = uniforms.weightShape[1] * uniforms.weightShape[2];
  let pixel = id % pixels;
  let sample = id / ${ofSamples ? "" : `${channels} / `}pixels;
  let first = sample * ${channels} * pixels + pixel;
  let end = first + ${channels} * pixels;
  var total = 0.0;
  for (var i = first; i < end; i += pixels) { total += weight[i]; }
  var share = 0.0;
  if (total > ${floor}) { share = 1.0 / (total + ${epsilon}); }
  ${body}`,
  });
}
