/**
 * Numbers to try kernels on, made on the GPU: between -1 and 1, without order, and the same each time.
 *
 * @module
 */
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** The program: no input, to `numbers` of a shape. */
export const scrambled = gpuProgram("scrambled numbers", ({ shape }: { shape: readonly number[] }): GpuSource => ({
  inputs: [],
  outputs: { scrambled: shape },
  // A hash of Wellons' (2018), "prospecting for hash functions".
  body: `
  var hash = u32(id) + ${shape.length}u;
  hash = (hash ^ (hash >> 16u)) * 0x7feb352du;
  hash = (hash ^ (hash >> 15u)) * 0x846ca68bu;
  hash = hash ^ (hash >> 16u);
  scrambled[id] = f32(hash >> 8u) / 8388608.0 - 1.0;`,
}));
