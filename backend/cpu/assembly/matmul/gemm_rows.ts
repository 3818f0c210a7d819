/**
 * Some rows of a product by eight columns, summed in registers: what {@link gemm} is made of. Its arguments are explained
 * there; `columns` is how many of the eight are written.
 */
import { madd, storeLanes } from "../runtime/simd";

// @ts-ignore: decorators are AssemblyScript's
@inline
function store(c: usize, left: v128, right: v128, columns: i32): void {
  if (columns >= 8) {
    v128.store(c, left);
    v128.store(c, right, 16);
    return;
  }
  storeLanes(c, left, columns);
  if (columns > 4) storeLanes(c + 16, right, columns - 4);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function start(c: usize, accumulate: bool): v128 {
  return accumulate ? v128.load(c) : f32x4.splat(0);
}

/** Six rows, of any lie. */
export function sixRows(
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  columns: i32,
  accumulate: bool,
): void {
  const c1 = c + cRow, c2 = c1 + cRow, c3 = c2 + cRow, c4 = c3 + cRow, c5 = c4 + cRow;
  const row1 = aRow, row2 = row1 + aRow, row3 = row2 + aRow, row4 = row3 + aRow, row5 = row4 + aRow;
  let s00 = start(c, accumulate), s01 = start(c + 16, accumulate);
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
  store(c, s00, s01, columns);
  store(c1, s10, s11, columns);
  store(c2, s20, s21, columns);
  store(c3, s30, s31, columns);
  store(c4, s40, s41, columns);
  store(c5, s50, s51, columns);
}

/** Rows that are contiguous times a packed panel, four steps at a time: most addresses are constants then. */
export function sixPlainRows(k: i32, a: usize, aRow: usize, b: usize, c: usize, cRow: usize): void {
  const row1 = aRow, row2 = row1 + aRow, row3 = row2 + aRow, row4 = row3 + aRow, row5 = row4 + aRow;
  let s00 = f32x4.splat(0), s01 = s00;
  let s10 = f32x4.splat(0), s11 = s10;
  let s20 = f32x4.splat(0), s21 = s20;
  let s30 = f32x4.splat(0), s31 = s30;
  let s40 = f32x4.splat(0), s41 = s40;
  let s50 = f32x4.splat(0), s51 = s50;
  for (let i = 0; i < k; i += 4, a += 16, b += 128) {
    let b0 = v128.load(b), b1 = v128.load(b, 16);
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
    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    v = v128.load32_splat(a, 4);
    s00 = madd(v, b0, s00);
    s01 = madd(v, b1, s01);
    v = v128.load32_splat(a + row1, 4);
    s10 = madd(v, b0, s10);
    s11 = madd(v, b1, s11);
    v = v128.load32_splat(a + row2, 4);
    s20 = madd(v, b0, s20);
    s21 = madd(v, b1, s21);
    v = v128.load32_splat(a + row3, 4);
    s30 = madd(v, b0, s30);
    s31 = madd(v, b1, s31);
    v = v128.load32_splat(a + row4, 4);
    s40 = madd(v, b0, s40);
    s41 = madd(v, b1, s41);
    v = v128.load32_splat(a + row5, 4);
    s50 = madd(v, b0, s50);
    s51 = madd(v, b1, s51);
    b0 = v128.load(b, 64);
    b1 = v128.load(b, 80);
    v = v128.load32_splat(a, 8);
    s00 = madd(v, b0, s00);
    s01 = madd(v, b1, s01);
    v = v128.load32_splat(a + row1, 8);
    s10 = madd(v, b0, s10);
    s11 = madd(v, b1, s11);
    v = v128.load32_splat(a + row2, 8);
    s20 = madd(v, b0, s20);
    s21 = madd(v, b1, s21);
    v = v128.load32_splat(a + row3, 8);
    s30 = madd(v, b0, s30);
    s31 = madd(v, b1, s31);
    v = v128.load32_splat(a + row4, 8);
    s40 = madd(v, b0, s40);
    s41 = madd(v, b1, s41);
    v = v128.load32_splat(a + row5, 8);
    s50 = madd(v, b0, s50);
    s51 = madd(v, b1, s51);
    b0 = v128.load(b, 96);
    b1 = v128.load(b, 112);
    v = v128.load32_splat(a, 12);
    s00 = madd(v, b0, s00);
    s01 = madd(v, b1, s01);
    v = v128.load32_splat(a + row1, 12);
    s10 = madd(v, b0, s10);
    s11 = madd(v, b1, s11);
    v = v128.load32_splat(a + row2, 12);
    s20 = madd(v, b0, s20);
    s21 = madd(v, b1, s21);
    v = v128.load32_splat(a + row3, 12);
    s30 = madd(v, b0, s30);
    s31 = madd(v, b1, s31);
    v = v128.load32_splat(a + row4, 12);
    s40 = madd(v, b0, s40);
    s41 = madd(v, b1, s41);
    v = v128.load32_splat(a + row5, 12);
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

/** Four rows, of any lie. */
export function fourRows(
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  columns: i32,
  accumulate: bool,
): void {
  const c1 = c + cRow, c2 = c1 + cRow, c3 = c2 + cRow;
  const row1 = aRow, row2 = row1 + aRow, row3 = row2 + aRow;
  let s00 = start(c, accumulate), s01 = start(c + 16, accumulate);
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
  store(c, s00, s01, columns);
  store(c1, s10, s11, columns);
  store(c2, s20, s21, columns);
  store(c3, s30, s31, columns);
}

/** One row, of any lie. */
export function oneRow(
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  columns: i32,
  accumulate: bool,
): void {
  let s0 = start(c, accumulate), s1 = start(c + 16, accumulate);
  for (let i = 0; i < k; i++) {
    const v = v128.load32_splat(a);
    s0 = madd(v, v128.load(b), s0);
    s1 = madd(v, v128.load(b, 16), s1);
    a += aStep;
    b += bStep;
  }
  store(c, s0, s1, columns);
}
