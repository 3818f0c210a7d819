/**
 * A matrix product whose left factor has columns of zeros: {@link gemm} of packed panels, C (m × n) = A (m × k) · B (k × n),
 * over the columns of A that a list names. What is left out are products with zero, so that sums are the same to the bit.
 */
import { sixPlainRows } from "./gemm_rows";
import { madd } from "../runtime/simd";

/**
 * Rows come in groups of six that have a list each; of the last group six or four are computed, which A and C have to have.
 *
 * @param lists Offsets in bytes of the columns of A that are not zero in a group, in their order; the groups' lists lie
 * `listStep` bytes apart.
 * @param counts How many there are, an integer for each group.
 * @param n Columns, a multiple of eight; a panel of eight is 32 · k bytes.
 */
export function gemmLive(
  lists: usize,
  listStep: usize,
  counts: usize,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  b: usize,
  c: usize,
  cRow: usize,
): void {
  for (let column = 0; column < n; column += 8, b += usize(k) << 5, c += 32) {
    let list = lists, count = counts, from = a, to = c;
    for (let left = m; left > 0; left -= 6, list += listStep, count += 4, from += 6 * aRow, to += 6 * cRow) {
      const live = load<u32>(count);
      if (left <= 4) liveFour(list, list + (live << 2), from, aRow, b, to, cRow);
      else if (live === u32(k) && (k & 3) === 0) sixPlainRows(k, from, aRow, b, to, cRow);
      else liveSix(list, list + (live << 2), from, aRow, b, to, cRow);
    }
  }
}

function liveSix(list: usize, end: usize, a: usize, aRow: usize, b: usize, c: usize, cRow: usize): void {
  const row1 = a + aRow, row2 = row1 + aRow, row3 = row2 + aRow, row4 = row3 + aRow, row5 = row4 + aRow;
  let s00 = f32x4.splat(0), s01 = s00;
  let s10 = f32x4.splat(0), s11 = s10;
  let s20 = f32x4.splat(0), s21 = s20;
  let s30 = f32x4.splat(0), s31 = s30;
  let s40 = f32x4.splat(0), s41 = s40;
  let s50 = f32x4.splat(0), s51 = s50;
  for (; list < end; list += 4) {
    const at = usize(load<u32>(list)), panel = b + (at << 3);
    const b0 = v128.load(panel), b1 = v128.load(panel, 16);
    let v = v128.load32_splat(a + at);
    s00 = madd(v, b0, s00);
    s01 = madd(v, b1, s01);
    v = v128.load32_splat(row1 + at);
    s10 = madd(v, b0, s10);
    s11 = madd(v, b1, s11);
    v = v128.load32_splat(row2 + at);
    s20 = madd(v, b0, s20);
    s21 = madd(v, b1, s21);
    v = v128.load32_splat(row3 + at);
    s30 = madd(v, b0, s30);
    s31 = madd(v, b1, s31);
    v = v128.load32_splat(row4 + at);
    s40 = madd(v, b0, s40);
    s41 = madd(v, b1, s41);
    v = v128.load32_splat(row5 + at);
    s50 = madd(v, b0, s50);
    s51 = madd(v, b1, s51);
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  c += cRow;
  v128.store(c, s10);
  v128.store(c, s11, 16);
  c += cRow;
  v128.store(c, s20);
  v128.store(c, s21, 16);
  c += cRow;
  v128.store(c, s30);
  v128.store(c, s31, 16);
  c += cRow;
  v128.store(c, s40);
  v128.store(c, s41, 16);
  c += cRow;
  v128.store(c, s50);
  v128.store(c, s51, 16);
}

function liveFour(list: usize, end: usize, a: usize, aRow: usize, b: usize, c: usize, cRow: usize): void {
  const row1 = a + aRow, row2 = row1 + aRow, row3 = row2 + aRow;
  let s00 = f32x4.splat(0), s01 = s00;
  let s10 = f32x4.splat(0), s11 = s10;
  let s20 = f32x4.splat(0), s21 = s20;
  let s30 = f32x4.splat(0), s31 = s30;
  for (; list < end; list += 4) {
    const at = usize(load<u32>(list)), panel = b + (at << 3);
    const b0 = v128.load(panel), b1 = v128.load(panel, 16);
    let v = v128.load32_splat(a + at);
    s00 = madd(v, b0, s00);
    s01 = madd(v, b1, s01);
    v = v128.load32_splat(row1 + at);
    s10 = madd(v, b0, s10);
    s11 = madd(v, b1, s11);
    v = v128.load32_splat(row2 + at);
    s20 = madd(v, b0, s20);
    s21 = madd(v, b1, s21);
    v = v128.load32_splat(row3 + at);
    s30 = madd(v, b0, s30);
    s31 = madd(v, b1, s31);
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  c += cRow;
  v128.store(c, s10);
  v128.store(c, s11, 16);
  c += cRow;
  v128.store(c, s20);
  v128.store(c, s21, 16);
  c += cRow;
  v128.store(c, s30);
  v128.store(c, s31, 16);
}
