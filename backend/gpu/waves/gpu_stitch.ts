/**
 * Patches laid on a canvas, as a WebGPU program; `backend/operations/stitch_patches.ts` says what it computes.
 *
 * @module
 */
import { mostTiles, TILE } from "../../operations/stitch_patches.ts";
import type * as tf from "../../../packages/tensorflow.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { UNIT_WAVE } from "./sine.ts";
import { againOf, type NewGpuKernel, shapeOf } from "../programs/register_gpu_kernels.ts";

/** The kernel. */
export const gpuStitchKernels: Readonly<Record<string, NewGpuKernel>> = {
  StitchPatches: ({ backend, inputs, attributes }) => {
    const [, height = 0, width = 0] = shapeOf(inputs, "canvas");
    const shape = shapeOf(inputs, "amp"), [, side = 0] = shape;
    const [crop = 0] = shapeOf(inputs, "weights");
    const numbers = [Number(attributes.re), Number(attributes.im)];
    const [re, im] = backend.run(parts({ shape }), { inputs, numbers }) as [tf.TensorInfo, tf.TensorInfo];
    const slots = mostTiles(shape[0] ?? 0, crop);
    backend.run(stitch({ height, width, side, crop, slots }), { inputs: { ...inputs, re, im } });
    for (const { dataId } of [re, im]) backend.disposeData(dataId);
    return againOf({ backend, inputs }, "canvas");
  },
};

// --- internal ---

interface StitchSizes {
  readonly height: number;
  readonly width: number;
  /** Side of a patch. */
  readonly side: number;
  /** Side of the square of it that is placed. */
  readonly crop: number;
  /** Tiles that there may be in the table. */
  readonly slots: number;
}

/** Real and imaginary part. */
const parts = gpuProgram("parts of patches", ({ shape }: { readonly shape: readonly number[] }): GpuSource => ({
  ...{ inputs: ["amp", "phase"], outputs: { re: shape, im: shape }, numbers: 2, declarations: UNIT_WAVE },
  body: `
  let wave = unitWave(phase[id]);
  re[id] = numbers[0].x * amp[id] * wave.x;
  im[id] = numbers[0].y * amp[id] * wave.y;`,
}));

/** An invocation for each pixel of each tile that patches touch. */
const stitch = gpuProgram("stitch patches", ({ height, width, side, crop, slots }: StitchSizes): GpuSource => {
  const [pixels, margin, across] = [height * width, (side - crop) / 2, Math.ceil(width / TILE)];
  return {
    ...{ inputs: ["canvas", "re", "im", "places", "weights", "table"], updates: ["canvas"], outputs: {} },
    invocations: slots * TILE ** 2,
    body: `
  let slot = id / ${TILE ** 2};
  let tile = table[slot];
  if (tile < 0) { return; }
  let within = id % ${TILE ** 2};
  let corner = vec2<i32>(tile % ${across}, tile / ${across}) * ${TILE};
  let pixel = corner + vec2<i32>(within % ${TILE}, within / ${TILE});
  if (pixel.x >= ${width} || pixel.y >= ${height}) { return; }
  let here = pixel.y * ${width} + pixel.x;
  var sum = vec3<f32>(canvas[here], canvas[${pixels} + here], canvas[${2 * pixels} + here]);
  for (var k = table[${slots} + slot]; k < table[${slots + 1} + slot]; k++) {
    let image = table[${2 * slots + 1} + k];
    let at = pixel - vec2<i32>(i32(places[4 * image + 1]), i32(places[4 * image]));
    if (at.x < 0 || at.y < 0 || at.x > ${crop} || at.y > ${crop}) { continue; }
    let beyond = vec2<f32>(places[4 * image + 3], places[4 * image + 2]);
    for (var step = 0; step < 4; step++) {
      let back = vec2<i32>(step % 2, step / 2);
      let source = at - back;
      if (source.x < 0 || source.y < 0 || source.x >= ${crop} || source.y >= ${crop}) { continue; }
      let parts = select(1.0 - beyond, beyond, back == vec2<i32>(1));
      let weight = parts.x * parts.y * weights[source.y * ${crop} + source.x];
      let value = (image * ${side} + ${margin} + source.y) * ${side} + ${margin} + source.x;
      sum += weight * vec3<f32>(re[value], im[value], 1.0);
    }
  }
  canvas[here] = sum.x;
  canvas[${pixels} + here] = sum.y;
  canvas[${2 * pixels} + here] = sum.z;`,
  };
});
