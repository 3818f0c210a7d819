/**
 * A matrix product of which only some rows are computed: {@link gemm} with A's columns contiguous over its rows, C (m × n)
 * = or += Aᵀ · B, for the rows that a list names. The others of C stay as they are.
 */
import { madd } from "../runtime/simd";

/**
 * @param rows Address of the indices of `count` rows; five more behind them may be read and have to be indices too.
 * @param n Columns, a multiple of eight. B lies in rows of `bStep` bytes, C in rows as long as B's.
 */
export function gemmChosenRows(
  rows: usize,
  count: i32,
  n: i32,
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  accumulate: bool,
): void {
  for (let column = 0; column < n; column += 8, b += 32, c += 32) {
    let at = rows;
    // What is computed beyond the last row is the last row once more.
    for (let left = count; left > 0;) {
      const four = left <= 4 || left === 7 || left === 8;
      if (four) chosenFour(at, k, a, aStep, b, bStep, c, accumulate);
      else chosenSix(at, k, a, aStep, b, bStep, c, accumulate);
      left -= four ? 4 : 6;
      at += four ? 16 : 24;
    }
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function start(c: usize, accumulate: bool): v128 {
  return accumulate ? v128.load(c) : f32x4.splat(0);
}

function chosenSix(
  rows: usize,
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  accumulate: bool,
): void {
  const i0 = load<u32>(rows), i1 = load<u32>(rows, 4), i2 = load<u32>(rows, 8);
  const i3 = load<u32>(rows, 12), i4 = load<u32>(rows, 16), i5 = load<u32>(rows, 20);
  const c0 = c + i0 * bStep, c1 = c + i1 * bStep, c2 = c + i2 * bStep;
  const c3 = c + i3 * bStep, c4 = c + i4 * bStep, c5 = c + i5 * bStep;
  a += i0 << 2;
  const row1 = (i1 - i0) << 2, row2 = (i2 - i0) << 2, row3 = (i3 - i0) << 2;
  const row4 = (i4 - i0) << 2, row5 = (i5 - i0) << 2;
  let s00 = start(c0, accumulate), s01 = start(c0 + 16, accumulate);
  let s10 = start(c1, accumulate), s11 = start(c1 + 16, accumulate);
  let s20 = start(c2, accumulate), s21 = start(c2 + 16, accumulate);
  let s30 = start(c3, accumulate), s31 = start(c3 + 16, accumulate);
  let s40 = start(c4, accumulate), s41 = start(c4 + 16, accumulate);
  let s50 = start(c5, accumulate), s51 = start(c5 + 16, accumulate);
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let v = v128.load32_splat(a);
    s00 = madd(v, b0, s00);
    s01 = madd(v, b1, s01);
    v = v128.load32_splat(a + row1);
    s10 = madd(v, b0, s10);
    s11 = madd(v, b1, s11);
    v = v128.load32_splat(a + row2);
    s20 = madd(v, b0, s20);
    s21 = madd(v, b1, s21);
    v = v128.load32_splat(a + row3);
    s30 = madd(v, b0, s30);
    s31 = madd(v, b1, s31);
    v = v128.load32_splat(a + row4);
    s40 = madd(v, b0, s40);
    s41 = madd(v, b1, s41);
    v = v128.load32_splat(a + row5);
    s50 = madd(v, b0, s50);
    s51 = madd(v, b1, s51);
    a += aStep;
    b += bStep;
  }
  v128.store(c0, s00);
  v128.store(c0, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
  v128.store(c4, s40);
  v128.store(c4, s41, 16);
  v128.store(c5, s50);
  v128.store(c5, s51, 16);
}

function chosenFour(
  rows: usize,
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  accumulate: bool,
): void {
  const i0 = load<u32>(rows), i1 = load<u32>(rows, 4), i2 = load<u32>(rows, 8), i3 = load<u32>(rows, 12);
  const c0 = c + i0 * bStep, c1 = c + i1 * bStep, c2 = c + i2 * bStep, c3 = c + i3 * bStep;
  a += i0 << 2;
  const row1 = (i1 - i0) << 2, row2 = (i2 - i0) << 2, row3 = (i3 - i0) << 2;
  let s00 = start(c0, accumulate), s01 = start(c0 + 16, accumulate);
  let s10 = start(c1, accumulate), s11 = start(c1 + 16, accumulate);
  let s20 = start(c2, accumulate), s21 = start(c2 + 16, accumulate);
  let s30 = start(c3, accumulate), s31 = start(c3 + 16, accumulate);
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let v = v128.load32_splat(a);
    s00 = madd(v, b0, s00);
    s01 = madd(v, b1, s01);
    v = v128.load32_splat(a + row1);
    s10 = madd(v, b0, s10);
    s11 = madd(v, b1, s11);
    v = v128.load32_splat(a + row2);
    s20 = madd(v, b0, s20);
    s21 = madd(v, b1, s21);
    v = v128.load32_splat(a + row3);
    s30 = madd(v, b0, s30);
    s31 = madd(v, b1, s31);
    a += aStep;
    b += bStep;
  }
  v128.store(c0, s00);
  v128.store(c0, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}
