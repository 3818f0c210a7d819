/**
 * Gradients of halving and of doubling the size of images, as WebGPU programs of an invocation for each 2 × 2 square.
 *
 * @module
 */
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { elementsOf, gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { replaceGpuKernel } from "../programs/replace_gpu_kernel.ts";

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
    const program = toFirst({ small: dy.shape, large: input.shape });
    return (backend as GpuBackend).compute(program, { inputs: { x: input, dy } });
  });
  replaceGpuKernel("ResizeNearestNeighborGrad", ({ inputs: { dy, images }, attrs, backend }) => {
    const { alignCorners } = attrs as unknown as { readonly alignCorners: boolean };
    if (!dy || !images || alignCorners || !isHalf(images.shape, dy.shape)) return undefined;
    const program = sum({ small: images.shape, large: dy.shape });
    return (backend as GpuBackend).compute(program, { inputs: { dy } });
  });
}

// --- internal ---

interface PoolAttributes {
  readonly filterSize: number | readonly number[];
  readonly strides: number | readonly number[];
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

/** The gradient goes to the first of the largest values. */
const toFirst = gpuProgram("max pool gradient", (squares: Squares): GpuSource => ({
  inputs: ["x", "dy"],
  ...{ outputs: { dx: squares.large }, invocations: elementsOf(squares.small) },
  body: `
  ${squareOf(squares)}
  let largest = max(max(x[a], x[b]), max(x[c], x[d]));
  var to = d;
  if (x[c] == largest) { to = c; }
  if (x[b] == largest) { to = b; }
  if (x[a] == largest) { to = a; }
  dx[a] = select(0.0, dy[id], to == a);
  dx[b] = select(0.0, dy[id], to == b);
  dx[c] = select(0.0, dy[id], to == c);
  dx[d] = select(0.0, dy[id], to == d);`,
}));

const sum = gpuProgram("doubling gradient", (squares: Squares): GpuSource => ({
  inputs: ["dy"],
  outputs: { dx: squares.small },
  body: `
  ${squareOf(squares)}
  dx[id] = dy[a] + dy[b] + dy[c] + dy[d];`,
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
