/**
 * The gradient of a convolution by its filter as a WebGPU program of workgroups that share what they read: a workgroup
 * owns a row of the filter and a tile of input and output channels. It takes a piece of an image's row after the other into
 * its memory; each invocation owns 4 × 4 channels of all weights of the row, in registers.
 *
 * @module
 */
import { COMPONENTS, LANES, lines } from "./convolution_sizes.ts";
import type { FilterGradientSizes } from "./filter_gradient_sizes.ts";
import { filterGradientText } from "./filter_gradient_text.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** A tile of a workgroup. */
export interface ChannelTile {
  /** Fours of input channels and of output channels. */
  readonly quads: number;
  readonly blocks: number;
  /** Pixels of a row that are taken at a time. */
  readonly pixels: number;
}

/** Sizes of a gradient of at least 4 inputs and outputs, and the tile. */
export interface TileGradientSizes extends FilterGradientSizes {
  readonly tile: ChannelTile;
}

/** Whether registers hold what an invocation of it owns. */
export function fitsChannelTile({ width, inputs, outputs }: FilterGradientSizes): boolean {
  return width <= 3 && inputs >= LANES && outputs >= LANES;
}

/** The program: `x` and `dy` to `gradient`, in shares. */
export const filterGradientInTiles = gpuProgram("filter gradient in tiles", (sizes: TileGradientSizes): GpuSource => {
  const { height, width, inputs, outputs, shares, tile } = sizes;
  const text = filterGradientText(sizes);
  const workgroup = tile.quads * tile.blocks;
  const [down, across] = [Math.ceil(inputs / (LANES * tile.quads)), Math.ceil(outputs / (LANES * tile.blocks))];
  const groups = shares * height * down * across;
  return {
    ...text,
    ...{ workgroup, invocations: groups * workgroup, together: true },
    declarations: `${text.declarations}
var<workgroup> tileX: array<vec4<f32>, ${(tile.pixels + width - 1) * tile.quads}>;
var<workgroup> tileE: array<vec4<f32>, ${tile.pixels * tile.blocks}>;`,
    body: body(sizes, { workgroup, groups, down, across }),
  };
});

// --- internal ---

interface Groups {
  readonly workgroup: number;
  readonly groups: number;
  readonly down: number;
  readonly across: number;
}

function body(sizes: TileGradientSizes, { workgroup, groups, down, across }: Groups): string {
  const { rows, imageRows, columns, height, width, inputs, outputs, rowsPerShare, tile } = sizes;
  const each = (text: (j: number, i: number) => string): string => lines(width, (j) => lines(LANES, (i) => text(j, i)));
  return `
  let busy = group < ${groups};
  let blocks = group % ${across} * ${tile.blocks};
  let quads = group / ${across} % ${down} * ${tile.quads};
  let k = group / ${across * down} % ${height};
  let share = group / ${across * down * height};
  let shift = k - ${(height - 1) / 2};
  let first = share * ${rowsPerShare};
  let mine = lane % ${tile.blocks};
  let own = lane / ${tile.blocks};
  ${each((j, i) => `var s${j}_${i} = vec4<f32>();`)}
  for (var line = 0; line < ${rowsPerShare}; line++) {
    let row = first + line;
    let r = row % ${imageRows} + shift;
    // Of the workgroup alone, so that all of it goes on.
    if (row >= ${rows} || r < 0 || r >= ${imageRows}) { continue; }
    for (var left = 0; left < ${columns}; left += ${tile.pixels}) {
      workgroupBarrier();
      for (var at = lane; at < ${(tile.pixels + width - 1) * tile.quads}; at += ${workgroup}) {
        let c = left + at / ${tile.quads} - ${(width - 1) / 2};
        let quad = quads + at % ${tile.quads};
        let inside = busy && c >= 0 && c < ${columns} && quad < ${Math.ceil(inputs / LANES)};
        tileX[at] = imageAt(inside, row + shift, c, quad);
      }
      for (var at = lane; at < ${tile.pixels * tile.blocks}; at += ${workgroup}) {
        let c = left + at / ${tile.blocks};
        let block = blocks + at % ${tile.blocks};
        tileE[at] = errorAt(busy && c < ${columns} && block < ${Math.ceil(outputs / LANES)}, row, c, block);
      }
      workgroupBarrier();
      ${lines(width - 1, (j) => `var x${j} = tileX[${j * tile.quads} + own];`)}
      ${
    lines(tile.pixels, (p) =>
      `{
        let x${width - 1} = tileX[${(p + width - 1) * tile.quads} + own];
        let error = tileE[${p * tile.blocks} + mine];
        ${each((j, i) => `s${j}_${i} += vec4<f32>(x${j}.${COMPONENTS[i]}) * error;`)}
        ${lines(width - 1, (j) => `x${j} = x${j + 1};`)}
      }`)
  }
    }
  }
  let quad = quads + own;
  let block = blocks + mine;
  if (busy && quad < ${Math.ceil(inputs / LANES)} && block < ${Math.ceil(outputs / LANES)}) {
    ${each((j, i) => `keep(share, k * ${width} + ${j}, 4 * quad + ${i}, block, s${j}_${i});`)}
  }`;
}
