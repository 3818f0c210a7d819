/**
 * Pixels of a 3 × 3 convolution by the definition, over those of their inputs that are not zero.
 */
import { addBias } from "../convolution/convolution";
import { madd, storeLanes } from "../runtime/simd";

/** Bytes of a factor in a list: where its weights are, then itself. */
const FACTOR: usize = 8;

/** Bytes of where the parts of a row's list are. */
const STARTS: usize = 28;

/**
 * Computes pixels of a tile by the definition.
 *
 * @param pixels Which: bit 4 · row + column.
 * @param x First pixel of its image, (height, width, inputs).
 * @param row First row of the image that the filter reaches; may lie outside.
 * @param filter (3, 3, inputs, outputs), its rows `filterRow` bytes apart.
 * @param y First output of the tile, of an image of `outWidth` columns.
 * @param room Room for as many factors as 45 pixels have values, and 300 bytes.
 */
export function computePixels(
  pixels: i32,
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
  room: usize,
): void {
  // Each row is listed once, for all pixels that it has factors of.
  memory.fill(room, 0, 6 * STARTS);
  const rowBytes = 6 * usize(inputs) * FACTOR + 16, factors = room + 6 * (STARTS + rowBytes);
  const firstColumn = max(0, -column), endColumn = min(6, width - column);
  const tapStep = usize(inputs) * filterRow, out = usize(outputs) << 2;
  for (; pixels !== 0; pixels &= pixels - 1) {
    const index = ctz(pixels), i = index >> 2, j = index & 3;
    let end = factors, weights = filter - usize(j) * tapStep;
    for (let a = i; a < i + 3; a++, weights += 3 * tapStep) {
      if (u32(row + a) >= u32(height)) continue;
      const starts = room + usize(a) * STARTS;
      if (load<u32>(starts) === 0) {
        const from = x + usize((row + a) * width + column) * (usize(inputs) << 2);
        listRow(from, inputs, firstColumn, endColumn, filterRow, room + 6 * STARTS + usize(a) * rowBytes, starts);
      }
      const first = starts + (usize(j) << 2);
      end = copyFactors(load<u32>(first), load<u32>(first, 12), weights, end);
    }
    const to = y + usize(i * outWidth + j) * out;
    for (let o = 0; o < outputs; o += 16) addFactors(factors, end, usize(o) << 2, to + (usize(o) << 2), outputs - o);
    addBias(bias, relu, to, 1, outputs);
  }
}

/**
 * Lists the values of six pixels that are not zero, each with where its row of weights would be if the filter began at the
 * first pixel and went on to the last. Writes where each pixel's part of the list begins, and the end, to `starts`.
 */
function listRow(
  from: usize,
  inputs: i32,
  firstColumn: i32,
  endColumn: i32,
  row: usize,
  list: usize,
  starts: usize,
): void {
  let weights: usize = 0;
  for (let column = 0; column < 6; column++, starts += 4) {
    store<u32>(starts, u32(list));
    if (column < firstColumn || column >= endColumn) {
      from += usize(inputs) << 2;
      weights += usize(inputs) * row;
      continue;
    }
    for (const end = from + (usize(inputs) << 2); from < end; from += 4, weights += row) {
      const bits = load<u32>(from);
      store<u32>(list, u32(weights));
      store<u32>(list, bits, 4);
      // No branch, as none could be foreseen.
      list += FACTOR * usize(bits << 1 !== 0);
    }
  }
  store<u32>(starts, u32(list));
}

/** Copies a part of a list behind another, `weights` added to where each factor's are; returns the new end. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function copyFactors(list: usize, end: usize, weights: usize, to: usize): usize {
  const newEnd = to + end - list;
  const more = v128.and(i32x4.splat(i32(weights)), i32x4(-1, 0, -1, 0));
  // Two at once, of which the second may be one too many.
  for (; list < end; list += 2 * FACTOR, to += 2 * FACTOR) v128.store(to, i32x4.add(v128.load(list), more));
  return newEnd;
}

/** Sums products of listed factors with up to 16 weights each, `at` bytes behind the first. */
function addFactors(list: usize, end: usize, at: usize, to: usize, lanes: i32): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  if (lanes <= 8) {
    // Two sums of every second factor each: one alone would wait for itself.
    for (const last = end - FACTOR; list < last; list += 2 * FACTOR) {
      const weights = usize(load<u32>(list)) + at, v = v128.load32_splat(list, 4);
      const weights2 = usize(load<u32>(list, 8)) + at, v2 = v128.load32_splat(list, 12);
      s0 = madd(v, v128.load(weights), s0);
      s1 = madd(v, v128.load(weights, 16), s1);
      s2 = madd(v2, v128.load(weights2), s2);
      s3 = madd(v2, v128.load(weights2, 16), s3);
    }
    if (list < end) {
      const weights = usize(load<u32>(list)) + at, v = v128.load32_splat(list, 4);
      s0 = madd(v, v128.load(weights), s0);
      s1 = madd(v, v128.load(weights, 16), s1);
    }
    s0 = f32x4.add(s0, s2);
    s1 = f32x4.add(s1, s3);
  } else {
    for (; list < end; list += FACTOR) {
      const weights = usize(load<u32>(list)) + at, v = v128.load32_splat(list, 4);
      s0 = madd(v, v128.load(weights), s0);
      s1 = madd(v, v128.load(weights, 16), s1);
      s2 = madd(v, v128.load(weights, 32), s2);
      s3 = madd(v, v128.load(weights, 48), s3);
    }
  }
  storeLanes(to, s0, lanes);
  if (lanes > 4) storeLanes(to + 16, s1, lanes - 4);
  if (lanes > 8) storeLanes(to + 32, s2, lanes - 8);
  if (lanes > 12) storeLanes(to + 48, s3, lanes - 12);
}

/** Whether values are all zero; not where one is NaN. */
export function isZero(from: usize, bytes: usize): bool {
  const end = from + bytes;
  for (; from + 16 <= end; from += 16) if (v128.any_true(f32x4.ne(v128.load(from), f32x4.splat(0)))) return false;
  for (; from < end; from += 4) if (f32.load(from) !== 0) return false;
  return true;
}
