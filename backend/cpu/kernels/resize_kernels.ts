/**
 * Nearest-neighbour enlargement by whole factors, and its gradient.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { CpuKernel } from "./cpu_kernel.ts";
import type { KernelCall } from "./kernel_call.ts";

/** `ResizeNearestNeighbor` and `ResizeNearestNeighborGrad` of float32, where every pixel becomes a block. */
export const resizeKernels: Readonly<Record<string, CpuKernel>> = {
  ResizeNearestNeighbor: (call) => {
    const images = call.input("images");
    const { shape: [batch = 0, , , channels = 0] } = images;
    const [height = 0, width = 0] = call.attribute<[number, number]>("size");
    const blocks = readBlocks(call, images.shape, [height, width]);
    if (!blocks) return undefined;
    const out = call.backend.output([batch, height, width, channels]);
    run(call, "enlarge", blocks, { small: images, large: out });
    return out;
  },
  ResizeNearestNeighborGrad: (call) => {
    const [images, dy] = [call.input("images"), call.input("dy")];
    const blocks = readBlocks(call, images.shape, dy.shape.slice(1, 3));
    if (!blocks) return undefined;
    const out = call.backend.output(images.shape);
    run(call, "enlargeGradient", blocks, { small: out, large: dy });
    return out;
  },
};

// --- internal ---

/** Rows and columns of the block that a pixel becomes. */
type Blocks = readonly [down: number, across: number];

/** Undefined where the call is not an enlargement by whole factors. */
function readBlocks(call: KernelCall, shape: readonly number[], large: readonly number[]): Blocks | undefined {
  const special = call.attribute<boolean>("alignCorners") || call.attribute<boolean>("halfPixelCenters");
  if (!call.allFloat || special || tf.util.sizeFromShape([...shape]) === 0) return undefined;
  const [down = 0, across = 0] = large.map((length, axis) => length / (shape[axis + 1] ?? 1));
  return down >= 1 && across >= 1 && Number.isInteger(down) && Number.isInteger(across) ? [down, across] : undefined;
}

function run(
  { backend }: KernelCall,
  name: string,
  [down, across]: Blocks,
  { small, large }: { readonly small: tf.TensorInfo; readonly large: tf.TensorInfo },
): void {
  const [batch = 0, height = 0, width = 0, channels = 0] = small.shape;
  const words = [backend.address(small), backend.address(large), batch * height, width, channels, down, across];
  backend.run(name, words, { work: tf.util.sizeFromShape(large.shape) });
}
