/**
 * Tiles of 6 × 6 pixels of an image, at distances of four, as Winograd's transforms take them.
 */
import { roundUp } from "../runtime/simd";
import { isZero } from "./exact_pixels";
import { Tile } from "./weak_pixels";
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

/** Where the transformed tiles of a thread's room begin: behind intermediate values, a row of zeros and {@link liveAt}. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function tilesAt(work: usize, width: i32, inputs: i32): usize {
  return liveAt(work, width, inputs) + (GROUPS * usize(roundUp(inputs, 4)) << 2);
}

/** Where a thread's room has what is known of the input channels of up to {@link GROUPS} groups of tiles, four bytes each. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function liveAt(work: usize, width: i32, inputs: i32): usize {
  return work + 1024 + (usize(width * inputs + 8) << 2);
}

/** A block of tiles has up to so many groups of six. */
const GROUPS: usize = 4;

/** Where a thread's intermediate values have a tile's sum of squares, in four parts, and the {@link Tile}. */
export const SQUARES: usize = 576;
export const TILE: usize = SQUARES + 16;

/**
 * Transforms one input tile, all its channels, to vectors at distance `step` from `to`, and adds the bits of each channel's
 * values to those at `live`. Returns whether it has a value other than zero. Where `looks`, leaves in `temp` what
 * `weak_pixels.ts` needs to know of it.
 */
// @ts-ignore: decorators are AssemblyScript's
@inline
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
  live: usize,
  looks: bool,
): bool {
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
  if (looks) {
    v128.store(temp, i32x4.splat(0), SQUARES);
    const t = changetype<Tile>(temp + TILE);
    t.r0 = r0;
    t.r1 = r1;
    t.r2 = r2;
    t.r3 = r3;
    t.r4 = r4;
    t.r5 = r5;
    t.firstColumn = firstColumn;
    t.endColumn = endColumn;
    t.channels = inputs;
    t.pixel = columnStep;
    // Beyond the last column there is another pixel.
    t.some = firstColumn > 1 || endColumn < 5 ? 0 : usize(min(inputs & -4, 8 + (inputs + 31 >> 5 << 3))) << 2;
  }
  let all = i32x4.splat(0);
  for (let c: usize = 0; c < columnStep; c += 16) {
    const exists = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(i32((columnStep - c) >> 2)));
    const bits = transformInput(
      r0 + c, r1 + c, r2 + c, r3 + c, r4 + c, r5 + c, firstColumn, endColumn, columnStep, temp, to + c, step,
      looks ? temp + SQUARES : 0, exists,
    );
    v128.store(live + c, v128.or(v128.load(live + c), bits));
    all = v128.or(all, bits);
  }
  return v128.any_true(i32x4.shl(all, 1));
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
