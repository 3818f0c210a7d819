/**
 * The ways to compute a convolution. They give the same bits; which is the fastest depends on the adapter and on the sizes.
 *
 * @module
 */
import { convolutionFromStorage } from "./convolution_from_storage.ts";
import { convolutionInTiles, fitsTile, type Tile } from "./convolution_in_tiles.ts";
import type { ConvolutionSizes } from "./convolution_sizes.ts";
import type { GpuVariant, VariedKernel } from "../programs/gpu_variant.ts";

/** Computes `y` of `x`, `w` and `bias`. */
export const CONVOLUTION: VariedKernel<ConvolutionSizes> = {
  name: "convolution",
  variants: [
    { name: "storage", program: (sizes) => convolutionFromStorage({ ...sizes, most: 4 }) },
    {
      name: "storage 8x4",
      program: (sizes) => sizes.columns > 4 ? convolutionFromStorage({ ...sizes, most: 8 }) : null,
    },
    ...[
      // For small images, of which there would be few workgroups.
      { rows: 4, columns: 8, blocks: 4, pixels: 4, share: 1 },
      { rows: 8, columns: 8, blocks: 4, pixels: 4, share: 1 },
      { rows: 8, columns: 8, blocks: 8, pixels: 4, share: 1 },
      { rows: 8, columns: 8, blocks: 8, pixels: 8, share: 1 },
      { rows: 8, columns: 8, blocks: 16, pixels: 4, share: 1 },
      { rows: 8, columns: 8, blocks: 16, pixels: 4, share: 2 },
      { rows: 8, columns: 16, blocks: 8, pixels: 8, share: 1 },
      { rows: 8, columns: 16, blocks: 16, pixels: 8, share: 2 },
      { rows: 16, columns: 16, blocks: 8, pixels: 8, share: 1 },
      { rows: 16, columns: 16, blocks: 8, pixels: 8, share: 2 },
      { rows: 16, columns: 16, blocks: 16, pixels: 8, share: 2 },
    ].map(inTiles),
  ],
  inputs: ({ batch, rows, columns, height, width, inputs, outputs, end }) => ({
    x: [batch, rows, columns, inputs],
    w: [height, width, inputs, outputs],
    ...end !== "" && { bias: [outputs] },
  }),
  operations: ({ batch, rows, columns, height, width, inputs, outputs }) =>
    2 * batch * rows * columns * height * width * inputs * outputs,
};

// --- internal ---

function inTiles(tile: Tile): GpuVariant<ConvolutionSizes> {
  const { rows, columns, blocks, pixels, share } = tile;
  return {
    name: `tile ${rows}x${columns}x${4 * blocks}, ${pixels}x${4 * share}`,
    program: (sizes) => fitsTile(sizes, tile) ? convolutionInTiles({ ...sizes, tile }) : null,
  };
}
