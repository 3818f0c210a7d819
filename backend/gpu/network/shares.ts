/**
 * Sums over the pixels of images, in WebGPU programs: an invocation has a share of the pixels of one channel, and the shares
 * are added in their order. Neighbouring invocations have neighbouring channels, which lie side by side in memory.
 *
 * @module
 */
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** Images (images, pixels, channels) in shares. */
export interface Shares {
  readonly images: number;
  readonly pixels: number;
  readonly channels: number;
  /** Shares of an image. */
  readonly shares: number;
  /** Pixels of a share; the last may have fewer. */
  readonly length: number;
}

/** Cuts images into shares that keep a GPU busy; more would only mean more to add. */
export function sharesOf({ images, pixels, channels }: Pick<Shares, "images" | "pixels" | "channels">): Shares {
  const wanted = Math.max(1, Math.min(pixels, Math.ceil(INVOCATIONS / Math.max(1, images * channels))));
  const length = Math.max(1, Math.ceil(pixels / wanted));
  return { images, pixels, channels, length, shares: Math.ceil(pixels / length) };
}

/** What is summed over shares. */
export interface SharedSums extends Pick<Shares, "channels" | "shares"> {
  /** Shape of the result, of (images, channels). */
  readonly shape: readonly number[];
}

/** Of `sums` (images, shares, channels) the sum over shares. */
export const sumOfShares = gpuProgram("sum of shares", ({ channels, shares, shape }: SharedSums): GpuSource => ({
  inputs: ["sums"],
  outputs: { total: shape },
  body: `
  let first = id / ${channels} * ${shares * channels} + id % ${channels};
  var sum = 0.0;
  for (var share = 0; share < ${shares}; share++) { sum += sums[first + share * ${channels}]; }
  total[id] = sum;`,
}));

// --- internal ---

const INVOCATIONS = 1 << 14;
