/**
 * Gradients of halving and of doubling the size of images, as WebGPU programs of an invocation for each 2 × 2 square.
 *
 * @module
 */
import type { WebGPUBackend } from "../../packages/tensorflow_webgpu.ts";
import { dispatchOf } from "./programs/gpu_dispatch.ts";
import { replaceGpuKernel } from "./programs/replace_gpu_kernel.ts";

/**
 * Registers the `MaxPoolGrad` and `ResizeNearestNeighborGrad` kernels of `webgpu` in place of tensorflow.js' own, of which
 * the first gives the gradient to the last of equal values, not to the first as on other backends, and the second looks
 * for its pixels in a neighbourhood; calling it again changes nothing. Other factors than two are passed on.
 */
export function installGpuPooling(): void {
  replaceGpuKernel("MaxPoolGrad", ({ inputs: { dy, input }, attrs, backend }) => {
    const { filterSize, strides } = attrs as unknown as PoolAttributes;
    const twos = [filterSize, strides].flat().every((length) => length === 2);
    if (!dy || !input || !twos || !isHalf(dy.shape, input.shape)) return undefined;
    const program = squareProgram(TO_FIRST, dy.shape, input.shape);
    return (backend as WebGPUBackend).runWebGPUProgram(program, [input, dy], "float32");
  });
  replaceGpuKernel("ResizeNearestNeighborGrad", ({ inputs: { dy, images }, attrs, backend }) => {
    const { alignCorners } = attrs as unknown as { readonly alignCorners: boolean };
    if (!dy || !images || alignCorners || !isHalf(images.shape, dy.shape)) return undefined;
    const program = squareProgram(SUM, images.shape, images.shape);
    return (backend as WebGPUBackend).runWebGPUProgram(program, [dy], "float32");
  });
}

// --- internal ---

type Program = Parameters<WebGPUBackend["runWebGPUProgram"]>[0];

interface PoolAttributes {
  readonly filterSize: number | readonly number[];
  readonly strides: number | readonly number[];
}

const WORKGROUP = 64;

function isHalf(small: readonly number[], large: readonly number[]): boolean {
  const [, height = 0, width = 0] = small;
  return large[1] === 2 * height && large[2] === 2 * width;
}

/** Variables, what the width of the small images is, and what is done with a square. */
interface Square {
  readonly variableNames: string[];
  /** Of a uniform: tensorflow.js binds them always, and WebGPU refuses a binding that no code reads. */
  readonly width: string;
  readonly body: string;
}

/** The gradient goes to the first of the largest values. */
const TO_FIRST: Square = {
  variableNames: ["x", "dy"],
  width: "uniforms.dyShape[2]",
  body: `
  let largest = max(max(x[a], x[b]), max(x[c], x[d]));
  var to = d;
  if (x[c] == largest) { to = c; }
  if (x[b] == largest) { to = b; }
  if (x[a] == largest) { to = a; }
  setOutputAtIndex(a, select(0.0, dy[id], to == a));
  setOutputAtIndex(b, select(0.0, dy[id], to == b));
  setOutputAtIndex(c, select(0.0, dy[id], to == c));
  setOutputAtIndex(d, select(0.0, dy[id], to == d));`,
};

const SUM: Square = {
  variableNames: ["dy"],
  width: "uniforms.dyShape[2] / 2",
  body: "setOutputAtIndex(id, dy[a] + dy[b] + dy[c] + dy[d]);",
};

/** A program for each element of the small images, its index being `id`, and those of its square a, b, c and d in rows. */
function squareProgram(
  { variableNames, width, body }: Square,
  small: readonly number[],
  outputShape: number[],
): Program {
  const elements = small.reduce((product, size) => product * size, 1);
  const channels = small.at(-1) ?? 1;
  return {
    variableNames,
    outputShape,
    workgroupSize: [WORKGROUP, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: dispatchOf(Math.ceil(elements / WORKGROUP)),
    shaderKey: `exitwave square ${[...variableNames, elements, channels].join()}`,
    getUserCode: () => `
fn main(id : i32) {
  if (id >= ${elements}) { return; }
  let width = ${width};
  let pixel = id / ${channels};
  let a = (pixel / width * 4 * width + pixel % width * 2) * ${channels} + id % ${channels};
  let b = a + ${channels};
  let c = a + 2 * width * ${channels};
  let d = c + ${channels};
  ${body}
}`,
  } as unknown as Program;
}
