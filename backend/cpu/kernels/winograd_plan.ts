/**
 * When Winograd's transforms pay, and how the work is cut for them.
 *
 * @module
 */
import type { ConvolutionSizes } from "./convolution_sizes.ts";

/** Whether a convolution goes through Winograd's F(4 × 4, 3 × 3): 3 × 3, stride 1, enough channels. */
export function usesWinograd(s: ConvolutionSizes): boolean {
  const steps = [s.strideHeight, s.strideWidth, s.dilationHeight, s.dilationWidth, s.spreadHeight, s.spreadWidth];
  const square = s.filterHeight === 3 && s.filterWidth === 3 && steps.every((step) => step === 1);
  const [fewer, more] = [Math.min(s.inputs, s.outputs), Math.max(s.inputs, s.outputs)];
  return square && (fewer >= FEWEST_CHANNELS || (fewer >= FEWEST_BESIDE_MANY && more >= MANY_CHANNELS));
}

/** Tiles of 4 × 4 outputs. */
export function tileCount({ batch, outHeight, outWidth }: ConvolutionSizes): number {
  return batch * Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
}

/**
 * Tiles that are transformed and multiplied together: as many as keep their transforms in a core's cache, but few enough
 * that there are blocks for all threads to the end. The result does not depend on it.
 */
export function blockTiles(s: ConvolutionSizes): number {
  let tiles = 24;
  const tooLarge = (): boolean => tiles > 12 && transformedBytes(s, tiles) > BLOCK_BYTES;
  const tooFew = (): boolean => tiles > 6 && tileCount(s) < FEWEST_BLOCKS * tiles;
  // Halves of 24 are multiples of the six rows that `assembly/matmul/gemm.ts` computes at once.
  while (tooLarge() || tooFew()) tiles /= 2;
  return tiles;
}

/**
 * How the tiles are cut for the gradient by the filter: sections that are summed each for itself, and tiles that are
 * transformed together in one. It must not depend on the threads, as the order of sums does on it.
 */
export function gradientCut(s: ConvolutionSizes): { readonly sections: number; readonly tiles: number } {
  const count = tileCount(s);
  const sections = count < MANY_TILES ? 1 : Math.min(MOST_SECTIONS, Math.floor(SUM_BYTES / pointsBytes(s)) || 1);
  const most = Math.max(48, Math.floor(BLOCK_BYTES / transformedBytes(s, 1)));
  const ofSection = Math.ceil(count / sections);
  return { sections, tiles: Math.ceil(ofSection / Math.ceil(ofSection / most)) };
}

/** Bytes of so many tiles' input and output channels when transformed, 36 points of each; a cache line lies between points. */
export function transformedBytes({ inputs, outputs }: ConvolutionSizes, tiles: number): number {
  return 36 * (4 * tiles * (roundUp(inputs, 4) + roundUp(outputs, 8)) + 128);
}

/** Bytes of the transformed filter: 36 points, input channels, output channels in panels of eight. */
export function pointsBytes({ inputs, outputs }: ConvolutionSizes): number {
  return 4 * 36 * inputs * roundUp(outputs, 8);
}

/** Bytes of a thread's intermediate values of one tile, of a row of zeros, and of four lists of channels. */
export function lineBytes({ width, inputs }: ConvolutionSizes): number {
  return 1024 + 4 * (width * inputs + 8) + 4 * 4 * roundUp(inputs, 4);
}

/** Rounds up to a multiple. */
export function roundUp(count: number, step: number): number {
  return Math.ceil(count / step) * step;
}

// --- internal ---

/** With fewer channels the transforms cost more than the multiplications they save. */
const FEWEST_CHANNELS = 8;

/** The channels of a group of four patterns, beside those of a network: three times as fast as by the definition. */
const FEWEST_BESIDE_MANY = 4;
const MANY_CHANNELS = 16;

/** Blocks that should be there for threads to claim. */
const FEWEST_BLOCKS = 16;

/** Most of a second-level cache. */
const BLOCK_BYTES = 1024 * 1024;

/** Sums of sections are read once more in the end; so many bytes of them are cheap. */
const SUM_BYTES = 8 * 1024 * 1024;

/** Sections that many threads can share. */
const MOST_SECTIONS = 32;

/** With fewer tiles, sections would be too short. */
const MANY_TILES = 1024;
