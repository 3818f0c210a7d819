/**
 * Pixels of a 3 × 3 convolution that Winograd's transforms are not good enough for. Their rounding errors go with the root of
 * the sum of squares of a tile's inputs, and reach outputs whose own inputs are small, or few: those are the weak pixels.
 */
import { horizontalSum } from "../runtime/simd";

/** What the magnitudes of a pixel's inputs have to come to, as a part of the root of the sum of squares of the tile's. */
const LEAST: f32 = 0.2;

/** The same in a tile with few values other than zero, some of which may meet weights that are next to zero. */
const LEAST_OF_FEW: f32 = 1.5;

/** So many are few. */
const FEW: i32 = 64;

/** An input tile as it lies in memory. */
@unmanaged
export class Tile {
  /** Addresses of the first pixels of its six rows. */
  r0: usize;
  r1: usize;
  r2: usize;
  r3: usize;
  r4: usize;
  r5: usize;
  /** Columns within the image, out of six. */
  firstColumn: i32;
  endColumn: i32;
  /** Channels, and bytes of a pixel. */
  channels: i32;
  pixel: usize;
  /** Bytes of the channels that are looked at first. */
  some: usize;
}

/**
 * Which of the first `rows` rows and `columns` columns of the tile's outputs are weak: bit 4 · row + column.
 *
 * @param squares The sum of squares of all inputs, in four parts.
 * @param temp Room for 24 vectors.
 */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function weakPixels(tile: Tile, squares: v128, rows: i32, columns: i32, temp: usize): i32 {
  // Squares of very small numbers are zero.
  const bound = LEAST * Mathf.sqrt(horizontalSum(squares) + 1e-36);
  return leastBlock(tile) >= bound ? 0 : findWeak(tile, bound, rows, columns, temp);
}

/**
 * The least sum of magnitudes that any pixel's inputs have, or less: three rows of six have either the second and the third
 * among them or the next two, and so have columns. Of the four blocks of 2 × 2 some channels are summed, each fourth one for
 * itself.
 */
function leastBlock(tile: Tile): f32 {
  const pixel = tile.pixel;
  const at = pixel, from1 = tile.r1 + at, from2 = tile.r2 + at, from3 = tile.r3 + at, from4 = tile.r4 + at;
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let c: usize = 0, end = tile.some; c < end; c += 16) {
    s0 = f32x4.add(s0, f32x4.add(pair(from1 + c, pixel), pair(from2 + c, pixel)));
    s1 = f32x4.add(s1, f32x4.add(pair(from1 + c + 2 * pixel, pixel), pair(from2 + c + 2 * pixel, pixel)));
    s2 = f32x4.add(s2, f32x4.add(pair(from3 + c, pixel), pair(from4 + c, pixel)));
    s3 = f32x4.add(s3, f32x4.add(pair(from3 + c + 2 * pixel, pixel), pair(from4 + c + 2 * pixel, pixel)));
  }
  return horizontalSum(f32x4.pmin(f32x4.pmin(s0, s1), f32x4.pmin(s2, s3)));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function pair(from: usize, pixel: usize): v128 {
  return f32x4.add(f32x4.abs(v128.load(from)), f32x4.abs(v128.load(from + pixel)));
}

function findWeak(tile: Tile, bound: f32, rows: i32, columns: i32, temp: usize): i32 {
  const count = sumColumns(tile, temp);
  const least = f32x4.splat(count < FEW ? bound * (LEAST_OF_FEW / LEAST) : bound);
  const all = (1 << columns) - 1;
  let weak: i32 = 0;
  for (let shift = 0, end = 4 * rows; shift < end; shift += 4, temp += 16) {
    const c1 = v128.load(temp, 64), c2 = v128.load(temp, 128), c3 = v128.load(temp, 192), c4 = v128.load(temp, 256);
    const left = f32x4.add(c1, c2), right = f32x4.add(c3, c4);
    const w0 = f32x4.add(v128.load(temp), left), w1 = f32x4.add(left, c3);
    const w2 = f32x4.add(c2, right), w3 = f32x4.add(right, v128.load(temp, 320));
    const first = sumHalves(w0, w1), second = sumHalves(w2, w3);
    const even = v128.shuffle<f32>(first, second, 0, 1, 4, 5), odd = v128.shuffle<f32>(first, second, 2, 3, 6, 7);
    // Whatever is no number is computed by the definition too.
    weak |= (~i32x4.bitmask(f32x4.ge(f32x4.add(even, odd), least)) & all) << shift;
  }
  return weak;
}

/** Lanes 0 and 2 of both, then 1 and 3, added. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function sumHalves(a: v128, b: v128): v128 {
  return f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
}

/**
 * Sums the magnitudes of all channels over three rows: four vectors for each of the six columns. Returns how many values
 * are not zero, or that they are not few.
 */
function sumColumns(tile: Tile, to: usize): i32 {
  let count = 0;
  for (let c = 0; c < tile.channels; c += 4) {
    let zeros = i32x4.splat(0);
    const exists = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(tile.channels - c));
    for (let column = 0, sums = to; column < 6; column++, sums += 64) {
      if (column < tile.firstColumn || column >= tile.endColumn) {
        if (c === 0) memory.fill(sums, 0, 64);
        continue;
      }
      const at = usize(column) * tile.pixel + (usize(c) << 2);
      const a0 = f32x4.abs(v128.load(tile.r0 + at)), a1 = f32x4.abs(v128.load(tile.r1 + at));
      const a2 = f32x4.abs(v128.load(tile.r2 + at)), a3 = f32x4.abs(v128.load(tile.r3 + at));
      const a4 = f32x4.abs(v128.load(tile.r4 + at)), a5 = f32x4.abs(v128.load(tile.r5 + at));
      const upper = f32x4.add(a1, a2), lower = f32x4.add(a3, a4);
      addTo(sums, f32x4.add(a0, upper), exists, c);
      addTo(sums + 16, f32x4.add(upper, a3), exists, c);
      addTo(sums + 32, f32x4.add(a2, lower), exists, c);
      addTo(sums + 48, f32x4.add(lower, a5), exists, c);
      if (count >= FEW) continue;
      zeros = i32x4.add(zeros, i32x4.add(i32x4.add(isNone(a0), isNone(a1)), isNone(a2)));
      zeros = i32x4.add(zeros, i32x4.add(i32x4.add(isNone(a3), isNone(a4)), isNone(a5)));
    }
    if (count >= FEW) continue;
    const some = v128.and(i32x4.add(i32x4.splat(6 * (tile.endColumn - tile.firstColumn)), zeros), exists);
    const pairs = i32x4.add(some, v128.shuffle<i32>(some, some, 2, 3, 0, 1));
    count += i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
  }
  return count;
}

/** Adds those of four sums whose channels exist, or begins them. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function addTo(sums: usize, more: v128, exists: v128, c: i32): void {
  v128.store(sums, c === 0 ? more : f32x4.add(v128.load(sums), v128.and(more, exists)));
}

/** -1 where a value is zero. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function isNone(values: v128): v128 {
  return f32x4.eq(values, f32x4.splat(0));
}
