/**
 * Tiles of 6 × 6 pixels of an image, at distances of four, as Winograd's transforms take them.
 */
import { isZero } from "./small_pixels";
import { transformInput } from "./winograd_transforms";

/**
 * Distance in bytes of the 36 points of a block, with a cache line more than they need: at a power of two all points of a
 * tile would compete for the same few lines.
 */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function pointStep(tiles: i32, channels: i32): usize {
  return (usize(tiles * channels) << 2) + 64;
}

/** Transforms one input tile, all its channels, to vectors at distance `step` from `to`. */
export function inputTile(
  x: usize,
  height: i32,
  width: i32,
  inputs: i32,
  outHeight: i32,
  outWidth: i32,
  top: i32,
  left: i32,
  tile: i32,
  zeros: usize,
  temp: usize,
  to: usize,
  step: usize,
): void {
  const across = (outWidth + 3) >> 2;
  const down = (outHeight + 3) >> 2;
  const row = ((tile / across) % down << 2) - top;
  const column = (tile % across << 2) - left;
  const image = x + ((usize(tile / (across * down)) * height * width * inputs) << 2);
  const shift = (isize(column) * inputs) << 2;
  const r0 = rowAddress(image, row, height, width * inputs, zeros, shift);
  const r1 = rowAddress(image, row + 1, height, width * inputs, zeros, shift);
  const r2 = rowAddress(image, row + 2, height, width * inputs, zeros, shift);
  const r3 = rowAddress(image, row + 3, height, width * inputs, zeros, shift);
  const r4 = rowAddress(image, row + 4, height, width * inputs, zeros, shift);
  const r5 = rowAddress(image, row + 5, height, width * inputs, zeros, shift);
  const firstColumn = max(0, -column), endColumn = min(6, width - column);
  const columnStep = usize(inputs) << 2;
  for (let c: usize = 0; c < columnStep; c += 16) {
    transformInput(
      r0 + c, r1 + c, r2 + c, r3 + c, r4 + c, r5 + c, firstColumn, endColumn, columnStep, temp, to + c, step,
    );
  }
}

/** Whether an input tile is zero, in all its channels. */
export function isZeroTile(
  x: usize,
  height: i32,
  width: i32,
  inputs: i32,
  outHeight: i32,
  outWidth: i32,
  top: i32,
  left: i32,
  tile: i32,
): bool {
  const across = (outWidth + 3) >> 2;
  const down = (outHeight + 3) >> 2;
  const row = ((tile / across) % down << 2) - top;
  const column = (tile % across << 2) - left;
  const image = tile / (across * down) * height;
  const firstColumn = max(0, column), count = min(column + 6, width) - firstColumn;
  for (let r = max(0, row), end = min(row + 6, height); r < end; r++) {
    const from = x + ((usize((image + r) * width + firstColumn) * inputs) << 2);
    if (!isZero(from, usize(count * inputs) << 2)) return false;
  }
  return true;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function rowAddress(image: usize, row: i32, height: i32, rowLength: i32, zeros: usize, shift: isize): usize {
  return (row >= 0 && row < height ? image + ((usize(row) * rowLength) << 2) : zeros) + shift;
}
