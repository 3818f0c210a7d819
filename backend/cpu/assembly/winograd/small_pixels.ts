/**
 * Pixels of a 3 × 3 convolution that Winograd's transforms are not good enough for: rounding errors are a part of a tile's
 * largest values, and reach its smallest, which may be zero as the image is zero around them.
 */
import { addBias } from "../convolution/convolution";
import { madd, storeLanes } from "../runtime/simd";

/** What is small beside the largest; of values that go up and down hardly any are in eight channels at once. */
const SMALL: f32 = 1.0 / 32;

/** What {@link smallPixels} gives for channels that are zero in all pixels. */
export const ALL: i32 = -1;

/**
 * Which of the first `rows` rows, of 64 bytes, and `columns` columns of a tile are small beside its largest in each of four
 * channels: bit 4 · row + column.
 */
export function smallPixels(tile: usize, rows: i32, columns: i32): i32 {
  let largest = f32x4.splat(0);
  const end = usize(columns) << 4;
  for (let row = tile, last = tile + (usize(rows) << 6); row < last; row += 64) {
    for (let at: usize = 0; at < end; at += 16) largest = f32x4.pmax(largest, f32x4.abs(v128.load(row + at)));
  }
  if (!v128.any_true(largest)) return ALL;
  const bound = f32x4.mul(largest, f32x4.splat(SMALL));
  let small: i32 = 0, bit: i32 = 0;
  for (let row = tile, last = tile + (usize(rows) << 6); row < last; row += 64, bit += 4) {
    for (let at: usize = 0; at < end; at += 16) {
      small |= i32(i32x4.all_true(f32x4.le(f32x4.abs(v128.load(row + at)), bound))) << (bit + i32(at >> 4));
    }
  }
  return small;
}

/**
 * Computes pixels of a tile by the definition.
 *
 * @param small Which, as {@link smallPixels} says.
 * @param x First pixel of its image, (height, width, inputs).
 * @param row First row of the image that the filter reaches; may lie outside.
 * @param filter (3, 3, inputs, outputs), its rows `filterRow` bytes apart.
 * @param y First output of the tile, of an image of `outWidth` columns.
 * @param patch Room for 6 × 6 pixels, then for twice as many values as three by three have.
 */
export function computePixels(
  small: i32,
  x: usize,
  row: i32,
  column: i32,
  height: i32,
  width: i32,
  inputs: i32,
  filter: usize,
  filterRow: usize,
  bias: usize,
  relu: i32,
  y: usize,
  outWidth: i32,
  outputs: i32,
  patch: usize,
): void {
  const pixel = usize(inputs) << 2, line = 6 * pixel, out = usize(outputs) << 2;
  memory.fill(patch, 0, 6 * line);
  const firstColumn = max(0, -column), count = min(6, width - column) - firstColumn;
  for (let i = max(0, -row), end = min(6, height - row); i < end; i++) {
    const from = x + usize((row + i) * width + column + firstColumn) * pixel;
    memory.copy(patch + usize(i) * line + usize(firstColumn) * pixel, from, usize(count) * pixel);
  }
  const list = patch + 6 * line;
  for (; small !== 0; small &= small - 1) {
    const index = ctz(small), i = index >> 2, j = index & 3;
    const to = y + usize(i * outWidth + j) * out;
    let from = patch + usize(i) * line + usize(j) * pixel, taps = filter, end = list;
    for (let a = 0; a < 3; a++, from += line) {
      end = listFactors(from, 3 * inputs, taps, filterRow, end);
      taps += 3 * inputs * filterRow;
    }
    for (let o = 0; o < outputs; o += 8) addFactors(list, end, usize(o) << 2, to + (usize(o) << 2), outputs - o);
    addBias(bias, relu, to, 1, outputs);
  }
}

/** Bytes of a factor in a list: where its weights are, then itself. */
const FACTOR: usize = 8;

/** Lists those of `count` values that are not zero, and the rows of weights that they belong to; returns the list's end. */
function listFactors(from: usize, count: i32, weights: usize, row: usize, list: usize): usize {
  for (const end = from + (usize(count) << 2); from < end; from += 4, weights += row) {
    const bits = load<u32>(from);
    store<u32>(list, u32(weights));
    store<u32>(list, bits, 4);
    // No branch, as none could be foreseen.
    list += FACTOR * usize(bits << 1 !== 0);
  }
  return list;
}

/** Sums products of listed factors with up to eight weights each, `at` bytes behind the first, in their order. */
function addFactors(list: usize, end: usize, at: usize, to: usize, lanes: i32): void {
  let left = f32x4.splat(0), right = left;
  for (; list < end; list += FACTOR) {
    const weights = usize(load<u32>(list)) + at, v = v128.load32_splat(list, 4);
    left = madd(v, v128.load(weights), left);
    right = madd(v, v128.load(weights, 16), right);
  }
  storeLanes(to, left, lanes);
  if (lanes > 4) storeLanes(to + 16, right, lanes - 4);
}

/** Whether values are all zero; not where one is NaN. */
export function isZero(from: usize, bytes: usize): bool {
  const end = from + bytes;
  for (; from + 16 <= end; from += 16) if (v128.any_true(f32x4.ne(v128.load(from), f32x4.splat(0)))) return false;
  for (; from < end; from += 4) if (f32.load(from) !== 0) return false;
  return true;
}
