/**
 * The ways to compute the gradient of a convolution by its filter. They give the same bits; which is the fastest depends on
 * the adapter and on the sizes.
 *
 * @module
 */
import { filterGradientFromStorage } from "./filter_gradient_from_storage.ts";
import { LANES } from "./convolution_sizes.ts";
import { type ChannelTile, filterGradientInTiles, fitsChannelTile } from "./filter_gradient_in_tiles.ts";
import type { FilterGradientSizes } from "./filter_gradient_sizes.ts";
import { type GpuVariant, type VariedKernel, WORTH_COMPILING } from "../programs/gpu_variant.ts";

/** Computes `gradient`, in shares, of `x` and `dy`. */
export const FILTER_GRADIENT: VariedKernel<FilterGradientSizes> = {
  name: "filter gradient",
  variants: [
    { name: "storage", program: (sizes) => filterGradientFromStorage({ ...sizes, taps: 1, fours: 1 }) },
    {
      name: "storage, rows",
      program: (sizes) =>
        rowOf(sizes) > 1 ? filterGradientFromStorage({ ...sizes, taps: rowOf(sizes), fours: 1 }) : null,
    },
    {
      name: "storage, rows, 8x8",
      program: (sizes) => inEights(sizes) ? filterGradientFromStorage({ ...sizes, taps: sizes.width, fours: 2 }) : null,
    },
    ...[
      { quads: 8, blocks: 8, pixels: 8 },
      { quads: 8, blocks: 8, pixels: 16 },
      { quads: 8, blocks: 16, pixels: 16 },
    ].map(inTiles),
  ],
  promising,
  lavapipe: (sizes) =>
    operations(sizes) < WORTH_COMPILING ? ["storage, rows"] : ["storage, rows, 8x8", "storage, rows"],
  inputs: ({ rows, columns, inputs, outputs }) => ({ x: [rows, columns, inputs], dy: [rows, columns, outputs] }),
  operations,
};

// --- internal ---

function operations({ rows, columns, height, width, inputs, outputs }: FilterGradientSizes): number {
  return 2 * rows * columns * height * width * inputs * outputs;
}

/** By what won on an NVIDIA H100, at batches of 16 and 64. */
function promising({ columns, width, inputs, outputs }: FilterGradientSizes): string[] {
  if (width > 3) return [];
  if (inputs < LANES || outputs < LANES) return ["storage, rows"];
  if (columns < 16) return ["tile 32x32, 8 pixels"];
  return outputs > 32 ? ["tile 32x32, 16 pixels", "tile 32x64, 16 pixels"] : ["tile 32x32, 16 pixels"];
}

/** Weights of a filter's row that registers hold: all of a short one. */
function rowOf({ width }: FilterGradientSizes): number {
  return width <= 3 ? width : 1;
}

/** Whether eights of channels have no odd ones, which take long to compile, and a row's weights are few. */
function inEights({ width, inputs, outputs }: FilterGradientSizes): boolean {
  return width <= 3 && inputs % 8 === 0 && outputs % 8 === 0;
}

function inTiles(tile: ChannelTile): GpuVariant<FilterGradientSizes> {
  return {
    name: `tile ${4 * tile.quads}x${4 * tile.blocks}, ${tile.pixels} pixels`,
    program: (sizes) => fitsChannelTile(sizes) ? filterGradientInTiles({ ...sizes, tile }) : null,
  };
}
