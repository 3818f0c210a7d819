/**
 * Convolution and its weight gradient on the CPU, as matrix products over tiles of pixels. They replace tensorflow.js'
 * own kernels, whose weight gradient is a hundred times slower.
 *
 * With a patch being the h · w · I input values under the filter at one output pixel, the output is patches × filter
 * and the weight gradient is patchesᵀ × output gradient. Patches are packed tile by tile and never stored as a whole.
 *
 * @module
 */
import { addTileProduct, TILE } from "./tile_product.ts";

/** Sizes of a two-dimensional convolution, channels last, as tensorflow.js works them out. */
export interface ConvolutionSizes {
  readonly batchSize: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padInfo: { readonly top: number; readonly left: number };
}

/**
 * Convolution.
 *
 * @param x Input (B, H, W, I), row-major.
 * @param filter Filter (h, w, I, O), row-major.
 * @param sizes Sizes.
 * @returns Output (B, H′, W′, O), row-major.
 */
export function convolve(x: Float32Array, filter: Float32Array, sizes: ConvolutionSizes): Float32Array {
  const { outChannels } = sizes;
  const length = patchLength(sizes);
  const columns = roundUp(outChannels);
  const packedFilter = packColumns(filter, length, outChannels);
  const pixels = pixelCount(sizes);
  const output = new Float32Array(pixels * outChannels);
  const patches = new Float64Array(length * TILE);
  const tile = new Float64Array(TILE * columns);
  for (let first = 0; first < pixels; first += TILE) {
    const rows = Math.min(TILE, pixels - first);
    patches.fill(0);
    for (let row = 0; row < rows; row++) packPatch(x, sizes, first + row, { target: patches, at: row, step: TILE });
    tile.fill(0);
    for (let column = 0; column < columns; column += TILE) {
      addTileProduct(tile, patches, packedFilter, {
        length,
        left: 0,
        right: column * length,
        target: column,
        stride: columns,
      });
    }
    for (let row = 0; row < rows; row++) {
      output.set(tile.subarray(row * columns, row * columns + outChannels), (first + row) * outChannels);
    }
  }
  return output;
}

/**
 * Gradient of a convolution by its filter.
 *
 * @param x Input (B, H, W, I), row-major.
 * @param dy Gradient of the output (B, H′, W′, O), row-major.
 * @param sizes Sizes.
 * @returns Gradient of the filter (h, w, I, O), row-major.
 */
export function filterGradient(x: Float32Array, dy: Float32Array, sizes: ConvolutionSizes): Float32Array {
  const { outChannels } = sizes;
  const length = patchLength(sizes);
  const columns = roundUp(outChannels);
  const pixels = pixelCount(sizes);
  const sum = new Float64Array(roundUp(length) * columns);
  const rowPatches = new Float64Array(roundUp(length));
  const patches = new Float64Array(roundUp(length) * BLOCK);
  for (let first = 0; first < pixels; first += BLOCK) {
    const count = Math.min(BLOCK, pixels - first);
    for (let pixel = 0; pixel < count; pixel++) {
      rowPatches.fill(0);
      packPatch(x, sizes, first + pixel, { target: rowPatches, at: 0, step: 1 });
      scatter(rowPatches, patches, pixel);
    }
    const gradients = packColumns(dy.subarray(first * outChannels), count, outChannels);
    addBlock(sum, patches, gradients, { count, columns });
  }
  const gradient = new Float32Array(length * outChannels);
  for (let row = 0; row < length; row++) {
    gradient.set(sum.subarray(row * columns, row * columns + outChannels), row * outChannels);
  }
  return gradient;
}

/**
 * Gradient of a convolution by its input, for stride 1: a convolution of the output's gradient with the filter turned by
 * 180° and its channels exchanged.
 *
 * @param dy Gradient of the output (B, H′, W′, O), row-major.
 * @param filter Filter (h, w, I, O), row-major.
 * @param sizes Sizes of the convolution, strides 1.
 * @returns Gradient of the input (B, H, W, I), row-major.
 */
export function inputGradient(dy: Float32Array, filter: Float32Array, sizes: ConvolutionSizes): Float32Array {
  const { filterHeight, filterWidth, dilationHeight, dilationWidth, padInfo } = sizes;
  return convolve(dy, turned(filter, sizes), {
    ...sizes,
    inHeight: sizes.outHeight,
    inWidth: sizes.outWidth,
    inChannels: sizes.outChannels,
    outHeight: sizes.inHeight,
    outWidth: sizes.inWidth,
    outChannels: sizes.inChannels,
    padInfo: {
      top: (filterHeight - 1) * dilationHeight - padInfo.top,
      left: (filterWidth - 1) * dilationWidth - padInfo.left,
    },
  });
}

/**
 * Matrix product, as a convolution by a filter of one pixel.
 *
 * @param a Left factor (rows, inner), row-major.
 * @param b Right factor (inner, columns), row-major.
 * @param size Rows, inner and columns.
 * @returns Product (rows, columns), row-major.
 */
export function matrixProduct(
  a: Float32Array,
  b: Float32Array,
  { rows, inner, columns }: { rows: number; inner: number; columns: number },
): Float32Array {
  const one = {
    inHeight: 1,
    outHeight: 1,
    batchSize: 1,
    filterHeight: 1,
    filterWidth: 1,
    padInfo: { top: 0, left: 0 },
  };
  const steps = { strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1 };
  return convolve(a, b, { ...one, ...steps, inWidth: rows, outWidth: rows, inChannels: inner, outChannels: columns });
}

// --- internal ---

/** Pixels whose patches are packed at once for the weight gradient; both packed factors then stay in the cache. */
const BLOCK = 128;

function roundUp(count: number): number {
  return Math.ceil(count / TILE) * TILE;
}

function patchLength({ filterHeight, filterWidth, inChannels }: ConvolutionSizes): number {
  return filterHeight * filterWidth * inChannels;
}

function pixelCount({ batchSize, outHeight, outWidth }: ConvolutionSizes): number {
  return batchSize * outHeight * outWidth;
}

/** Packs a row-major matrix into panels of four columns, filled up with zeros. */
function packColumns(matrix: Float32Array, rows: number, columns: number): Float64Array {
  const packed = new Float64Array(rows * roundUp(columns));
  for (let column = 0; column < columns; column++) {
    let target = (column - column % TILE) * rows + column % TILE;
    for (let row = 0, source = column; row < rows; row++, source += columns, target += TILE) {
      packed[target] = matrix[source] as number;
    }
  }
  return packed;
}

/** Copies the input values under the filter at one output pixel; what lies outside the input is left as it is. */
function packPatch(
  x: Float32Array,
  sizes: ConvolutionSizes,
  pixel: number,
  { target, at, step }: { target: Float64Array; at: number; step: number },
): void {
  const { inChannels, inWidth, inHeight, outWidth, outHeight, filterHeight, filterWidth } = sizes;
  const image = Math.floor(pixel / (outWidth * outHeight));
  const top = (Math.floor(pixel / outWidth) % outHeight) * sizes.strideHeight - sizes.padInfo.top;
  const left = (pixel % outWidth) * sizes.strideWidth - sizes.padInfo.left;
  for (let i = 0, to = at; i < filterHeight; i++) {
    const row = top + i * sizes.dilationHeight;
    for (let j = 0; j < filterWidth; j++, to += inChannels * step) {
      const column = left + j * sizes.dilationWidth;
      if (row < 0 || row >= inHeight || column < 0 || column >= inWidth) continue;
      const from = ((image * inHeight + row) * inWidth + column) * inChannels;
      for (let c = 0; c < inChannels; c++) target[to + c * step] = x[from + c] as number;
    }
  }
}

/** Distributes a patch over panels of four of its values, at the place of its pixel in each. */
function scatter(patch: Float64Array, panels: Float64Array, pixel: number): void {
  for (let k = 0, to = pixel * TILE; k < patch.length; k += TILE, to += BLOCK * TILE) {
    panels[to] = patch[k] as number;
    panels[to + 1] = patch[k + 1] as number;
    panels[to + 2] = patch[k + 2] as number;
    panels[to + 3] = patch[k + 3] as number;
  }
}

/** The filter (h, w, I, O) as (h, w, O, I), turned by 180°. */
function turned(filter: Float32Array, sizes: ConvolutionSizes): Float32Array {
  const { filterHeight, filterWidth, inChannels, outChannels } = sizes;
  const taps = filterHeight * filterWidth;
  const result = new Float32Array(filter.length);
  for (let tap = 0, from = 0; tap < taps; tap++) {
    const start = (taps - 1 - tap) * inChannels * outChannels;
    for (let i = 0; i < inChannels; i++) {
      for (let o = 0; o < outChannels; o++) result[start + o * inChannels + i] = filter[from++] as number;
    }
  }
  return result;
}

function addBlock(
  sum: Float64Array,
  patches: Float64Array,
  gradients: Float64Array,
  { count, columns }: { count: number; columns: number },
): void {
  for (let row = 0; row * columns < sum.length; row += TILE) {
    for (let column = 0; column < columns; column += TILE) {
      addTileProduct(sum, patches, gradients, {
        length: count,
        left: row * BLOCK,
        right: column * count,
        target: row * columns + column,
        stride: columns,
      });
    }
  }
}
