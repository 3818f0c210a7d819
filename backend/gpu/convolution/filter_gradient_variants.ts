/**
 * The ways to compute the gradient of a convolution by its filter. They give the same bits; which is the fastest depends on
 * the adapter and on the sizes.
 *
 * @module
 */
import { filterGradientFromStorage } from "./filter_gradient_from_storage.ts";
import { type ChannelTile, filterGradientInTiles, fitsChannelTile } from "./filter_gradient_in_tiles.ts";
import type { FilterGradientSizes } from "./filter_gradient_sizes.ts";
import type { GpuVariant, VariedKernel } from "../programs/gpu_variant.ts";

/** Computes `gradient`, in shares, of `x` and `dy`. */
export const FILTER_GRADIENT: VariedKernel<FilterGradientSizes> = {
  name: "filter gradient",
  variants: [
    { name: "storage", program: (sizes) => filterGradientFromStorage({ ...sizes, taps: 1 }) },
    {
      name: "storage, rows",
      program: (sizes) => rowOf(sizes) > 1 ? filterGradientFromStorage({ ...sizes, taps: rowOf(sizes) }) : null,
    },
    ...[
      { quads: 8, blocks: 8, pixels: 8 },
      { quads: 8, blocks: 8, pixels: 16 },
      { quads: 4, blocks: 8, pixels: 16 },
      { quads: 8, blocks: 16, pixels: 16 },
      { quads: 16, blocks: 16, pixels: 16 },
    ].map(inTiles),
  ],
  inputs: ({ rows, columns, inputs, outputs }) => ({ x: [rows, columns, inputs], dy: [rows, columns, outputs] }),
  operations: ({ rows, columns, height, width, inputs, outputs }) =>
    2 * rows * columns * height * width * inputs * outputs,
};

// --- internal ---

/** Weights of a filter's row that registers hold: all of a short one. */
function rowOf({ width }: FilterGradientSizes): number {
  return width <= 3 ? width : 1;
}

function inTiles(tile: ChannelTile): GpuVariant<FilterGradientSizes> {
  return {
    name: `tile ${4 * tile.quads}x${4 * tile.blocks}, ${tile.pixels} pixels`,
    program: (sizes) => fitsChannelTile(sizes) ? filterGradientInTiles({ ...sizes, tile }) : null,
  };
}
