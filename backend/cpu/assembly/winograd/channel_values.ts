/**
 * The values of one channel of an image that are not zero, as a list, and products with what lies around them in other
 * images: gradients of a 3 × 3 filter by the definition, at a cost that goes with the number of those values.
 */
import { madd } from "../runtime/simd";

/** Bytes of a value in a list: its row and column, 16 bits each, then itself. */
const ENTRY: usize = 8;

/**
 * Lists the values of four channels other than zero, each in a list of its own. A row and a column must not exceed 65 535.
 *
 * @param from The first pixel's; `step` bytes lie between pixels.
 * @param wanted Bits that are 0 for channels whose values are not wanted.
 * @param list The first list, room for all values of a channel; the others follow at distances of `bytes`.
 * @param ends Room for the ends of the four lists.
 */
export function listValues(
  from: usize,
  step: usize,
  height: i32,
  width: i32,
  wanted: v128,
  list: usize,
  bytes: usize,
  ends: usize,
): void {
  const step2 = 2 * step, step3 = 3 * step;
  let end0 = list, end1 = end0 + bytes, end2 = end1 + bytes, end3 = end2 + bytes;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++, from += step) {
      // Most are zero: four pixels at once.
      while (column + 4 <= width) {
        const bits = v128.or(
          v128.or(v128.load(from), v128.load(from + step)),
          v128.or(v128.load(from + step2), v128.load(from + step3)),
        );
        if (isAny(bits, wanted)) break;
        column += 4;
        from += step2 + step2;
      }
      if (column === width) break;
      const bits = v128.load(from);
      if (!isAny(bits, wanted)) continue;
      const place = (row << 16) | column;
      const values = v128.and(bits, wanted);
      end0 = addValue(end0, place, i32x4.extract_lane(values, 0));
      end1 = addValue(end1, place, i32x4.extract_lane(values, 1));
      end2 = addValue(end2, place, i32x4.extract_lane(values, 2));
      end3 = addValue(end3, place, i32x4.extract_lane(values, 3));
    }
  }
  store<u32>(ends, u32(end0));
  store<u32>(ends, u32(end1), 4);
  store<u32>(ends, u32(end2), 8);
  store<u32>(ends, u32(end3), 12);
}

/** Whether a wanted value is not zero, of either sign. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function isAny(bits: v128, wanted: v128): bool {
  return v128.any_true(i32x4.shl(v128.and(bits, wanted), 1));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function addValue(end: usize, place: i32, bits: i32): usize {
  if (bits << 1 === 0) return end;
  store<i32>(end, place);
  store<i32>(end, bits, 4);
  return end + ENTRY;
}

/**
 * Adds the products of listed values with the pixels of an image at (row + top − a, column + left − b), a and b from 0 to 2,
 * to nine rows of `row` bytes at `sums`. Pixels are `pixel` bytes apart; up to `row` of each are read.
 */
export function addPixels(
  list: usize,
  end: usize,
  image: usize,
  height: i32,
  width: i32,
  pixel: usize,
  top: i32,
  left: i32,
  sums: usize,
  row: usize,
): void {
  for (; list < end; list += ENTRY) {
    const place = load<u32>(list);
    const v = v128.load32_splat(list, 4);
    const y = i32(place >> 16) + top, x = i32(place & 0xffff) + left;
    const inside = x >= 2 && x < width;
    for (let a = 0, to = sums; a < 3; a++, to += 3 * row) {
      if (u32(y - a) >= u32(height)) continue;
      const from = image + usize((y - a) * width + x) * pixel;
      if (inside) addThree(v, from, pixel, to, row);
      else {
        if (u32(x) < u32(width)) addOne(v, from, to, row);
        if (u32(x - 1) < u32(width)) addOne(v, from - pixel, to + row, row);
        if (u32(x - 2) < u32(width)) addOne(v, from - 2 * pixel, to + 2 * row, row);
      }
    }
  }
}

/** Adds v times a pixel, and the two before it, to three rows. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function addThree(v: v128, from: usize, pixel: usize, to: usize, row: usize): void {
  const before = from - pixel, first = before - pixel, to1 = to + row, to2 = to1 + row;
  for (let at: usize = 0; at < row; at += 16) {
    v128.store(to + at, madd(v, v128.load(from + at), v128.load(to + at)));
    v128.store(to1 + at, madd(v, v128.load(before + at), v128.load(to1 + at)));
    v128.store(to2 + at, madd(v, v128.load(first + at), v128.load(to2 + at)));
  }
}

function addOne(v: v128, from: usize, to: usize, row: usize): void {
  for (let at: usize = 0; at < row; at += 16) {
    v128.store(to + at, madd(v, v128.load(from + at), v128.load(to + at)));
  }
}

/**
 * Adds the products of listed values with those of another channel, `down` rows and `right` + k · `next` columns from them, k
 * from 0 to 2, to the three numbers at `sums`, `stride` bytes apart, and the products' magnitudes to those behind them, all of
 * double precision.
 */
export function addValues(
  list: usize,
  end: usize,
  other: usize,
  step: usize,
  height: i32,
  width: i32,
  down: i32,
  right: i32,
  next: i32,
  sums: usize,
  stride: usize,
): void {
  let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, m0: f64 = 0, m1: f64 = 0, m2: f64 = 0;
  for (; list < end; list += ENTRY) {
    const place = load<u32>(list), v = f64(f32.load(list, 4));
    const y = i32(place >> 16) + down, x = i32(place & 0xffff) + right;
    if (u32(y) >= u32(height)) continue;
    const at = other + isize(y * width + x) * step, nextStep = isize(next) * step;
    const p0 = u32(x) < u32(width) ? v * f64(f32.load(at)) : 0;
    const p1 = u32(x + next) < u32(width) ? v * f64(f32.load(at + nextStep)) : 0;
    const p2 = u32(x + 2 * next) < u32(width) ? v * f64(f32.load(at + 2 * nextStep)) : 0;
    s0 += p0;
    s1 += p1;
    s2 += p2;
    m0 += Math.abs(p0);
    m1 += Math.abs(p1);
    m2 += Math.abs(p2);
  }
  addPair(sums, s0, m0);
  addPair(sums + stride, s1, m1);
  addPair(sums + 2 * stride, s2, m2);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function addPair(to: usize, sum: f64, magnitude: f64): void {
  f64.store(to, f64.load(to) + sum);
  f64.store(to, f64.load(to, 8) + magnitude, 8);
}

/**
 * Adds the products of all pixels of a channel with those of another, `down` rows and `right` columns from them, to the number
 * at `sum`, and their magnitudes to the one behind it, but no more rows once the magnitudes come to `large`.
 */
export function sumPixels(
  from: usize,
  fromStep: usize,
  fromHeight: i32,
  fromWidth: i32,
  other: usize,
  step: usize,
  height: i32,
  width: i32,
  down: i32,
  right: i32,
  sum: usize,
  large: f64,
): void {
  let s = f64.load(sum), magnitude = f64.load(sum, 8);
  const firstColumn = max(0, -right), endColumn = min(fromWidth, width - right);
  for (let row = max(0, -down), end = min(fromHeight, height - down); row < end && !(magnitude >= large); row++) {
    let at = from + usize(row * fromWidth + firstColumn) * fromStep;
    let otherAt = other + usize((row + down) * width + firstColumn + right) * step;
    for (let column = firstColumn; column < endColumn; column++, at += fromStep, otherAt += step) {
      const product = f64(f32.load(at)) * f64(f32.load(otherAt));
      s += product;
      magnitude += Math.abs(product);
    }
  }
  f64.store(sum, s);
  f64.store(sum, magnitude, 8);
}
