/**
 * Gradients of halving and of doubling the size of images, as WebGPU programs of an invocation for each 2 × 2 square; and
 * halving and doubling themselves where images are kept as halves, which tensorflow.js' own programs do not know.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { GpuBackend, GpuInputs } from "../programs/gpu_backend.ts";
import { elementsOf, type GpuProgram, gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { replaceGpuKernel } from "../programs/replace_gpu_kernel.ts";

/**
 * Registers the `MaxPoolGrad` and `ResizeNearestNeighborGrad` kernels of `webgpu` in place of tensorflow.js' own, of which
 * the first gives the gradient to the last of equal values, not to the first as on other backends, and the second looks
 * for its pixels in a neighbourhood; and `MaxPool` and `ResizeNearestNeighbor` of halves. Calling it again changes nothing.
 * Other factors than two are passed on.
 */
export function installGpuPooling(): void {
  replaceGpuKernel("MaxPool", ({ inputs: { x }, attrs, backend: anyBackend }) => {
    const backend = anyBackend as GpuBackend;
    if (!x || !backend.isHalf(x.dataId) || !isByTwo(attrs)) return undefined;
    const [images = 0, height = 0, width = 0, channels = 0] = x.shape;
    const small = [images, Math.floor(height / 2), Math.floor(width / 2), channels];
    if (!isHalf(small, x.shape)) return undefined;
    return backend.compute(largest({ small, large: x.shape }), { inputs: { x }, halves: ["y"] });
  });
  replaceGpuKernel("ResizeNearestNeighbor", ({ inputs: { images }, attrs, backend: anyBackend }) => {
    const backend = anyBackend as GpuBackend;
    const { alignCorners, size: [height = 0, width = 0] } = attrs as unknown as ResizeAttributes;
    if (!images || !backend.isHalf(images.dataId) || alignCorners) return undefined;
    const large = [images.shape[0] ?? 0, height, width, images.shape[3] ?? 0];
    if (!isHalf(images.shape, large)) return undefined;
    return backend.compute(doubled({ small: images.shape, large }), { inputs: { x: images }, halves: ["y"] });
  });
  replaceGpuKernel("MaxPoolGrad", ({ inputs: { dy, input }, attrs, backend }) => {
    if (!dy || !input || !isByTwo(attrs) || !isHalf(dy.shape, input.shape)) return undefined;
    const program = toFirst({ small: dy.shape, large: input.shape });
    return backward(backend as GpuBackend, program, { x: input, dy });
  });
  replaceGpuKernel("ResizeNearestNeighborGrad", ({ inputs: { dy, images }, attrs, backend }) => {
    const { alignCorners } = attrs as unknown as { readonly alignCorners: boolean };
    if (!dy || !images || alignCorners || !isHalf(images.shape, dy.shape)) return undefined;
    const program = sum({ small: images.shape, large: dy.shape });
    return backward(backend as GpuBackend, program, { dy });
  });
}

// --- internal ---

interface PoolAttributes {
  readonly filterSize: number | readonly number[];
  readonly strides: number | readonly number[];
}

interface ResizeAttributes {
  readonly alignCorners: boolean;
  readonly size: readonly number[];
}

/** Whether squares of 2 × 2 are pooled, side by side. */
function isByTwo(attributes: tf.NamedAttrMap | undefined): boolean {
  const { filterSize, strides } = attributes as unknown as PoolAttributes;
  return [filterSize, strides].flat().every((length) => length === 2);
}

/** A gradient is kept as the one that it follows from. */
function backward(
  backend: GpuBackend,
  program: GpuProgram,
  inputs: GpuInputs & { readonly dy: tf.TensorInfo },
): tf.TensorInfo {
  return backend.compute(program, { inputs, halves: backend.isHalf(inputs.dy.dataId) ? ["dx"] : [] });
}

function isHalf(small: readonly number[], large: readonly number[]): boolean {
  const [, height = 0, width = 0] = small;
  return large[1] === 2 * height && large[2] === 2 * width;
}

/** Shapes of images and of those of half their size. */
interface Squares {
  readonly small: readonly number[];
  readonly large: readonly number[];
}

const largest = gpuProgram("max pool", (squares: Squares): GpuSource => ({
  ...{ inputs: ["x"], outputs: { y: squares.small }, halves: ["x", "y"] },
  body: `
  ${squareOf(squares)}
  y[id] = yElement(max(max(f32(x[a]), f32(x[b])), max(f32(x[c]), f32(x[d]))));`,
}));

const doubled = gpuProgram("doubling", (squares: Squares): GpuSource => ({
  ...{ inputs: ["x"], outputs: { y: squares.large }, halves: ["x", "y"], invocations: elementsOf(squares.small) },
  body: `
  ${squareOf(squares)}
  let value = yElement(f32(x[id]));
  y[a] = value;
  y[b] = value;
  y[c] = value;
  y[d] = value;`,
}));

/** The gradient goes to the first of the largest values. */
const toFirst = gpuProgram("max pool gradient", (squares: Squares): GpuSource => ({
  inputs: ["x", "dy"],
  ...{ outputs: { dx: squares.large }, invocations: elementsOf(squares.small), halves: ["x", "dy", "dx"] },
  body: `
  ${squareOf(squares)}
  let largest = max(max(f32(x[a]), f32(x[b])), max(f32(x[c]), f32(x[d])));
  var to = d;
  if (f32(x[c]) == largest) { to = c; }
  if (f32(x[b]) == largest) { to = b; }
  if (f32(x[a]) == largest) { to = a; }
  let value = f32(dy[id]);
  dx[a] = dxElement(select(0.0, value, to == a));
  dx[b] = dxElement(select(0.0, value, to == b));
  dx[c] = dxElement(select(0.0, value, to == c));
  dx[d] = dxElement(select(0.0, value, to == d));`,
}));

const sum = gpuProgram("doubling gradient", (squares: Squares): GpuSource => ({
  inputs: ["dy"],
  outputs: { dx: squares.small },
  halves: ["dy", "dx"],
  body: `
  ${squareOf(squares)}
  dx[id] = dxElement(f32(dy[a]) + f32(dy[b]) + f32(dy[c]) + f32(dy[d]));`,
}));

/** Indices a, b, c and d, in rows, of the square of element `id` of the small images. */
function squareOf({ small }: Squares): string {
  const [, , width = 1, channels = 1] = small;
  return `
  let pixel = id / ${channels};
  let a = (pixel / ${width} * ${4 * width} + pixel % ${width} * 2) * ${channels} + id % ${channels};
  let b = a + ${channels};
  let c = a + ${2 * width * channels};
  let d = c + ${channels};`;
}
