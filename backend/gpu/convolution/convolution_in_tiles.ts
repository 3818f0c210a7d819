/**
 * Convolution as a WebGPU program of workgroups that share what they read: a workgroup computes a tile of pixels times a
 * few blocks of output channels. For four input channels at a time it takes the tile with its margin, and their weights,
 * into its memory; each invocation then goes along a piece of a row in registers.
 *
 * @module
 */
import { COMPONENTS, type ConvolutionSizes, LANES, lines } from "./convolution_sizes.ts";
import { quadsText } from "./convolution_text.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** A tile of a workgroup, and how it is shared out. */
export interface Tile {
  /** Rows and columns of pixels. */
  readonly rows: number;
  readonly columns: number;
  /** Blocks of 4 output channels. */
  readonly blocks: number;
  /** Pixels of a row that an invocation computes; they divide the columns. */
  readonly pixels: number;
  /** Blocks that an invocation computes; they divide the blocks. */
  readonly share: number;
}

/** Sizes of a convolution of at least 4 outputs, and the tile. */
export interface TileSizes extends ConvolutionSizes {
  readonly tile: Tile;
}

/** Whether a workgroup's memory holds what a tile needs. */
export function fitsTile({ height, width, outputs }: ConvolutionSizes, tile: Tile): boolean {
  const image = (tile.rows + height - 1) * (tile.columns + width - 1);
  return outputs >= LANES && 4 * LANES * (image + height * width * LANES * tile.blocks) <= MEMORY;
}

/** The program: `x`, `w` and `bias` to `y`. */
export const convolutionInTiles = gpuProgram("convolution in tiles", (sizes: TileSizes): GpuSource => {
  const { batch, rows, columns, outputs, height, width, tile } = sizes;
  const text = quadsText(sizes);
  const workgroup = tile.rows * tile.columns / tile.pixels * tile.blocks / tile.share;
  const [down, across] = [Math.ceil(rows / tile.rows), Math.ceil(columns / tile.columns)];
  const groups = batch * down * across * Math.ceil(outputs / (LANES * tile.blocks));
  return {
    ...text,
    ...{ workgroup, invocations: groups * workgroup, together: true },
    declarations: `${text.declarations}
var<workgroup> tileX: array<vec4<f32>, ${(tile.rows + height - 1) * (tile.columns + width - 1)}>;
var<workgroup> tileW: array<vec4<f32>, ${height * width * LANES * tile.blocks}>;`,
    body: body(sizes, workgroup, groups),
  };
});

// --- internal ---

/** Bytes that every adapter gives a workgroup. */
const MEMORY = 16_384;

function body(sizes: TileSizes, workgroup: number, groups: number): string {
  const { rows, columns, height, width, inputs, outputs, tile } = sizes;
  const [down, across] = [Math.ceil(rows / tile.rows), Math.ceil(columns / tile.columns)];
  const slices = Math.ceil(outputs / (LANES * tile.blocks)), blocks = Math.ceil(outputs / LANES);
  const [perRow, shares] = [tile.columns / tile.pixels, tile.blocks / tile.share];
  const each = (text: (p: number, b: number) => string): string =>
    lines(tile.pixels, (p) => lines(tile.share, (b) => text(p, b)));
  return `
  let slice = group % ${slices} * ${tile.blocks};
  let left = group / ${slices} % ${across} * ${tile.columns};
  let top = group / ${slices * across} % ${down} * ${tile.rows};
  let first = group / ${slices * across * down} * ${rows};
  let mine = lane % ${shares};
  let row = lane / ${shares * perRow};
  let column = lane / ${shares} % ${perRow} * ${tile.pixels};
  let busy = group < ${groups};
  ${each((p, b) => `var s${p}_${b} = vec4<f32>();`)}
  for (var quad = 0; quad < ${Math.ceil(inputs / LANES)}; quad++) {
    workgroupBarrier();
    ${loads(sizes, workgroup)}
    workgroupBarrier();
    for (var k = 0; k < ${height}; k++) {
      let line = (row + k) * ${tile.columns + width - 1} + column;
      ${lines(tile.pixels + width - 1, (p) => `let x${p} = tileX[line + ${p}];`)}
      let weights = k * ${LANES * width * tile.blocks} + mine;
      ${products(sizes, each)}
    }
  }
  let r = top + row;
  let c = left + column;
  if (busy && r < ${rows}) {
    let pixel = (first + r) * ${columns} + c;
    ${
    each((p, b) => {
      const block = `slice + mine + ${b * shares}`;
      return `if (c + ${p} < ${columns} && ${block} < ${blocks}) { finish(pixel + ${p}, ${block}, s${p}_${b}); }`;
    })
  }
  }`;
}

/** Takes four channels of the tile with its margin, and their weights, into the workgroup's memory. */
function loads({ rows, columns, height, width, outputs, tile }: TileSizes, workgroup: number): string {
  const wide = tile.columns + width - 1;
  const blocks = Math.ceil(outputs / LANES);
  return `
    for (var at = lane; at < ${(tile.rows + height - 1) * wide}; at += ${workgroup}) {
      let r = top + at / ${wide} - ${(height - 1) / 2};
      let c = left + at % ${wide} - ${(width - 1) / 2};
      let inside = busy && r >= 0 && r < ${rows} && c >= 0 && c < ${columns};
      tileX[at] = imageAt(inside, first + r, c, quad);
    }
    for (var at = lane; at < ${height * width * LANES * tile.blocks}; at += ${workgroup}) {
      let block = slice + at % ${tile.blocks};
      let tap = at / ${tile.blocks};
      let k = tap / ${LANES * width};
      let i = tap / ${width} % ${LANES};
      tileW[at] = weightAt(k, 4 * quad + i, tap % ${width}, min(block, ${blocks - 1}));
    }`;
}

function products(
  { width, inputs, tile }: TileSizes,
  each: (text: (p: number, b: number) => string) => string,
): string {
  const shares = tile.blocks / tile.share;
  return lines(Math.min(LANES, inputs), (i) =>
    lines(width, (j) =>
      `{
        ${lines(tile.share, (b) => `let w${b} = tileW[weights + ${(i * width + j) * tile.blocks + b * shares}];`)}
        ${each((p, b) => `s${p}_${b} += vec4<f32>(x${p + j}.${COMPONENTS[i]}) * w${b};`)}
      }`));
}
