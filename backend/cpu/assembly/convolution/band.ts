/**
 * The input rows under one row of a convolution's output, with zeros where the filter reaches beyond the image. In the
 * band, the values under a row of the filter lie side by side.
 */

/** Sizes of a convolution, and where its input is. */
@unmanaged
export class BandSizes {
  x: usize;
  batch: i32;
  height: i32;
  width: i32;
  inputs: i32;
  outHeight: i32;
  outWidth: i32;
  outputs: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  top: i32;
  left: i32;
  /** Distance at which the input's rows and columns are set, with zeros between; 1 but in gradients of strided ones. */
  spreadHeight: i32;
  spreadWidth: i32;
}

/** Columns of a band. */
export function bandWidth(s: BandSizes): i32 {
  return (s.outWidth - 1) * s.strideWidth + (s.filterWidth - 1) * s.dilationWidth + 1;
}

/** Values under the filter at one place. */
export function patchLength(s: BandSizes): i32 {
  return s.filterHeight * s.filterWidth * s.inputs;
}

/** Whether patches are copied out of the band: their runs in it are interrupted, or too short to be worth a call. */
export function needsPatches(s: BandSizes): bool {
  return s.dilationWidth > 1 || s.filterWidth * s.inputs < 16;
}

/** Fills the band of an output row; rows are counted over all images. */
export function loadBand(s: BandSizes, outRow: i32, band: usize): void {
  const image = outRow / s.outHeight;
  const rowBytes = usize(bandWidth(s) * s.inputs) << 2;
  const first = (outRow % s.outHeight) * s.strideHeight - s.top;
  for (let i = 0; i < s.filterHeight; i++, band += rowBytes) {
    memory.fill(band, 0, rowBytes);
    const virtual = first + i * s.dilationHeight;
    const row = virtual / s.spreadHeight;
    if (virtual < 0 || row >= s.height || virtual % s.spreadHeight !== 0) continue;
    copyRow(s, s.x + ((usize(image * s.height + row) * s.width * s.inputs) << 2), band);
  }
}

function copyRow(s: BandSizes, from: usize, to: usize): void {
  const columns = bandWidth(s);
  const pixel = usize(s.inputs) << 2;
  if (s.spreadWidth === 1) {
    const firstColumn = max(0, -s.left);
    const start = max(0, s.left);
    const count = min(s.width - firstColumn, columns - start);
    if (count > 0) memory.copy(to + usize(start) * pixel, from + usize(firstColumn) * pixel, usize(count) * pixel);
    return;
  }
  for (let column = 0; column < s.width; column++) {
    const target = column * s.spreadWidth + s.left;
    if (target >= 0 && target < columns) memory.copy(to + usize(target) * pixel, from + usize(column) * pixel, pixel);
  }
}

/**
 * Copies the patch of every place of the row, one after the other, {@link patchLength} values each. Up to 12 bytes beyond
 * the last one are overwritten.
 */
export function packPatches(s: BandSizes, band: usize, to: usize): void {
  if (s.dilationWidth === 1) packRuns(s, band, to);
  else packTaps(s, band, to);
}

/** Patches whose rows lie together in the band; a vector too much is overwritten by the next row. */
function packRuns(s: BandSizes, band: usize, to: usize): void {
  const rowBytes = usize(bandWidth(s) * s.inputs) << 2;
  const run = usize(s.filterWidth * s.inputs) << 2;
  const step = usize(s.strideWidth * s.inputs) << 2;
  for (let column = 0; column < s.outWidth; column++, band += step) {
    for (let i = 0, from = band; i < s.filterHeight; i++, from += rowBytes, to += run) {
      for (let at: usize = 0; at < run; at += 16) v128.store(to + at, v128.load(from + at));
    }
  }
}

function packTaps(s: BandSizes, band: usize, to: usize): void {
  const rowBytes = usize(bandWidth(s) * s.inputs) << 2;
  const pixel = usize(s.inputs) << 2;
  const step = usize(s.strideWidth) * pixel;
  const tapStep = usize(s.dilationWidth) * pixel;
  for (let column = 0; column < s.outWidth; column++, band += step) {
    for (let i: usize = 0; i < usize(s.filterHeight); i++) {
      let from = band + i * rowBytes;
      for (let j = 0; j < s.filterWidth; j++, from += tapStep) {
        for (let c: usize = 0; c < pixel; c += 4, to += 4) f32.store(to, f32.load(from + c));
      }
    }
  }
}
