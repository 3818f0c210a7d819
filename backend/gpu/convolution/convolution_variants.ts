/**
 * The ways to compute a convolution. They give the same bits; which is the fastest depends on the adapter and on the sizes.
 *
 * @module
 */
import { convolutionFromStorage } from "./convolution_from_storage.ts";
import { convolutionInTiles, fitsTile, type Tile } from "./convolution_in_tiles.ts";
import { type ConvolutionSizes, LANES } from "./convolution_sizes.ts";
import { type GpuVariant, type VariedKernel, WORTH_COMPILING } from "../programs/gpu_variant.ts";

/** Computes `y` of `x`, `w` and `bias`. */
export const CONVOLUTION: VariedKernel<ConvolutionSizes> = {
  name: "convolution",
  variants: [
    { name: "storage", program: (sizes) => convolutionFromStorage({ ...sizes, most: 4, share: 1 }) },
    {
      name: "storage 8x4",
      program: (sizes) => sizes.columns > 4 ? convolutionFromStorage({ ...sizes, most: 8, share: 1 }) : null,
    },
    {
      name: "storage 32x8",
      program: (sizes) => sizes.outputs > LANES ? convolutionFromStorage({ ...sizes, most: 32, share: 2 }) : null,
    },
    ...[
      { rows: 8, columns: 8, blocks: 8, pixels: 4, share: 1 },
      { rows: 8, columns: 8, blocks: 16, pixels: 4, share: 1 },
      { rows: 16, columns: 16, blocks: 8, pixels: 8, share: 1 },
      { rows: 16, columns: 16, blocks: 8, pixels: 8, share: 2 },
      { rows: 16, columns: 16, blocks: 16, pixels: 8, share: 2 },
    ].map(inTiles),
  ],
  promising,
  // A read is one for each lane there, so each number that is read is to serve many products.
  lavapipe: (sizes) => operations(sizes) < WORTH_COMPILING ? ["storage 8x4"] : ["storage 32x8", "storage 8x4"],
  inputs: ({ batch, rows, columns, height, width, inputs, outputs, end }) => ({
    x: [batch, rows, columns, inputs],
    w: [height, width, inputs, outputs],
    ...end !== "" && { bias: [outputs] },
  }),
  operations,
};

// --- internal ---

function operations({ batch, rows, columns, height, width, inputs, outputs }: ConvolutionSizes): number {
  return 2 * batch * rows * columns * height * width * inputs * outputs;
}

/** By what won on an NVIDIA H100, at batches of 16 and 64: the more workgroups there are, the larger are the tiles. */
function promising({ batch, rows, columns, width, inputs, outputs }: ConvolutionSizes): string[] {
  if (width > 3) return [];
  if (outputs < LANES) return ["storage 8x4"];
  if (inputs < LANES) return ["storage 8x4", "tile 16x16x32, 8x4"];
  const groups = batch * Math.ceil(rows / 8) * Math.ceil(columns / 8) * Math.ceil(outputs / 32);
  const side = outputs > 32 ? 64 : 32;
  if (groups < 512) return ["tile 8x8x32, 4x4", `tile 8x8x${side}, 4x4`];
  return groups < 2048
    ? [`tile 8x8x${side}, 4x4`, "tile 16x16x32, 8x4"]
    : ["tile 16x16x32, 8x4", `tile 16x16x${side}, 8x8`];
}

function inTiles(tile: Tile): GpuVariant<ConvolutionSizes> {
  const { rows, columns, blocks, pixels, share } = tile;
  return {
    name: `tile ${rows}x${columns}x${4 * blocks}, ${pixels}x${4 * share}`,
    program: (sizes) => fitsTile(sizes, tile) ? convolutionInTiles({ ...sizes, tile }) : null,
  };
}
