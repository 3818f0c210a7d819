/**
 * Fourier transforms of lines, four at a time: Stockham's order of radix 4, which needs no bits reversed (Van Loan 1992,
 * Computational Frameworks for the Fast Fourier Transform), with a last step of radix 2 where the length is no power of
 * four. Numbers lie in room as the real parts of four lines, then their imaginary parts.
 */
import { madd } from "../runtime/simd";

/** Bytes of four complex numbers. */
export const NUMBER: usize = 32;

/**
 * Transforms the lines of an image and stores each as a column; origin and DC are in the middle.
 *
 * @param row Bytes from a line to the next, `toRow` from a number of a column to the next.
 * @param room For twice four lines.
 * @param roots exp(-2πi k / size), k from 0 to below 3/4 of size, real and imaginary part.
 * @param scale Multiplies the results.
 */
export function transformLines(
  re: usize,
  im: usize,
  row: usize,
  toRe: usize,
  toIm: usize,
  toRow: usize,
  size: i32,
  room: usize,
  roots: usize,
  scale: f32,
): void {
  const other = room + usize(size) * NUMBER, four = row << 2;
  for (let line = 0; line < size; line += 4, re += four, im += four, toRe += 16, toIm += 16) {
    loadLines(re, im, row, size, room);
    storeColumns(transformFour(room, other, size, roots), toRe, toIm, toRow, size, scale);
  }
}

/** Transforms four lines that lie in `from`, with `to` as room for as many; returns in which of both the result lies. */
export function transformFour(from: usize, to: usize, size: i32, roots: usize): usize {
  let stride = 1;
  for (; size / stride >= 4; stride <<= 2) {
    stepOfFour(from, to, size, stride, roots);
    const spare = from;
    from = to;
    to = spare;
  }
  if (stride === size) return from;
  stepOfTwo(from, to, size);
  return to;
}

/** Four lines into the lanes, their second half first: the origin is in the middle. */
export function loadLines(re: usize, im: usize, row: usize, size: i32, room: usize): void {
  const half = size >> 1;
  for (let at = 0; at < size; at += 4) {
    const to = room + usize((at + half) & (size - 1)) * NUMBER;
    loadFour(re + (usize(at) << 2), row, to);
    loadFour(im + (usize(at) << 2), row, to + 16);
  }
}

/** Four numbers of four lines: a transposed square. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function loadFour(from: usize, row: usize, to: usize): void {
  turnFour(
    v128.load(from),
    v128.load(from + row),
    v128.load(from + 2 * row),
    v128.load(from + 3 * row),
    to,
    NUMBER,
  );
}

/** Stores a square of four numbers by four, its rows as columns, `step` bytes from one to the next. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function turnFour(a: v128, b: v128, c: v128, d: v128, to: usize, step: usize): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const abEnd = v128.shuffle<i32>(a, b, 2, 6, 3, 7), cdEnd = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + step, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(to + 2 * step, v128.shuffle<i64>(abEnd, cdEnd, 0, 2));
  v128.store(to + 3 * step, v128.shuffle<i64>(abEnd, cdEnd, 1, 3));
}

/** Lanes as columns, the DC in the middle. */
export function storeColumns(from: usize, toRe: usize, toIm: usize, row: usize, size: i32, scale: f32): void {
  const factor = f32x4.splat(scale), half = size >> 1;
  for (let at = 0; at < size; at++, from += NUMBER) {
    const to = usize((at + half) & (size - 1)) * row;
    v128.store(toRe + to, f32x4.mul(v128.load(from), factor));
    v128.store(toIm + to, f32x4.mul(v128.load(from, 16), factor));
  }
}

/** Lanes as lines, the DC in the middle. */
export function storeLines(from: usize, toRe: usize, toIm: usize, row: usize, size: i32, scale: f32): void {
  const factor = f32x4.splat(scale), half = size >> 1;
  for (let at = 0; at < size; at += 4, from += 4 * NUMBER) {
    const to = usize((at + half) & (size - 1)) << 2;
    storeFour(from, factor, toRe + to, row);
    storeFour(from + 16, factor, toIm + to, row);
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function storeFour(from: usize, factor: v128, to: usize, row: usize): void {
  turnFour(
    f32x4.mul(v128.load(from), factor),
    f32x4.mul(v128.load(from, 32), factor),
    f32x4.mul(v128.load(from, 64), factor),
    f32x4.mul(v128.load(from, 96), factor),
    to,
    row,
  );
}

/** One step of radix 4: `stride` transforms of size / stride numbers become four times as many. */
function stepOfFour(from: usize, to: usize, size: i32, stride: i32, roots: usize): void {
  const quarter = usize(size >> 2) * NUMBER, run = usize(stride) * NUMBER;
  const end = from + run;
  for (; from < end; from += NUMBER, to += NUMBER) plainButterfly(from, to, quarter, run);
  to += 3 * run;
  const groups = size / stride >> 2;
  for (let group = 1; group < groups; group++, to += 3 * run) {
    const root = usize(group * stride) << 3;
    const re1 = v128.load32_splat(roots + root), im1 = v128.load32_splat(roots + root + 4);
    const re2 = v128.load32_splat(roots + 2 * root), im2 = v128.load32_splat(roots + 2 * root + 4);
    const re3 = v128.load32_splat(roots + 3 * root), im3 = v128.load32_splat(roots + 3 * root + 4);
    const end = from + run;
    for (; from < end; from += NUMBER, to += NUMBER) {
      butterfly(from, to, quarter, run, re1, im1, re2, im2, re3, im3);
    }
  }
}

/** Four numbers a quarter apart, to four that are a run apart. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function plainButterfly(from: usize, to: usize, quarter: usize, run: usize): void {
  const b = from + quarter, c = b + quarter, d = c + quarter;
  const aRe = v128.load(from), aIm = v128.load(from, 16), bRe = v128.load(b), bIm = v128.load(b, 16);
  const cRe = v128.load(c), cIm = v128.load(c, 16), dRe = v128.load(d), dIm = v128.load(d, 16);
  const sumRe = f32x4.add(aRe, cRe), sumIm = f32x4.add(aIm, cIm), lessRe = f32x4.sub(aRe, cRe);
  const lessIm = f32x4.sub(aIm, cIm), otherRe = f32x4.add(bRe, dRe), otherIm = f32x4.add(bIm, dIm);
  const turnRe = f32x4.sub(bIm, dIm), turnIm = f32x4.sub(dRe, bRe);
  store(to, f32x4.add(sumRe, otherRe), f32x4.add(sumIm, otherIm));
  store(to + run, f32x4.add(lessRe, turnRe), f32x4.add(lessIm, turnIm));
  store(to + 2 * run, f32x4.sub(sumRe, otherRe), f32x4.sub(sumIm, otherIm));
  store(to + 3 * run, f32x4.sub(lessRe, turnRe), f32x4.sub(lessIm, turnIm));
}

/** The same, then times a root of unity, its square and its cube. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function butterfly(
  from: usize,
  to: usize,
  quarter: usize,
  run: usize,
  re1: v128,
  im1: v128,
  re2: v128,
  im2: v128,
  re3: v128,
  im3: v128,
): void {
  const b = from + quarter, c = b + quarter, d = c + quarter;
  const aRe = v128.load(from), aIm = v128.load(from, 16), bRe = v128.load(b), bIm = v128.load(b, 16);
  const cRe = v128.load(c), cIm = v128.load(c, 16), dRe = v128.load(d), dIm = v128.load(d, 16);
  const sumRe = f32x4.add(aRe, cRe), sumIm = f32x4.add(aIm, cIm), lessRe = f32x4.sub(aRe, cRe);
  const lessIm = f32x4.sub(aIm, cIm), otherRe = f32x4.add(bRe, dRe), otherIm = f32x4.add(bIm, dIm);
  const turnRe = f32x4.sub(bIm, dIm), turnIm = f32x4.sub(dRe, bRe);
  store(to, f32x4.add(sumRe, otherRe), f32x4.add(sumIm, otherIm));
  storeTurned(to + run, f32x4.add(lessRe, turnRe), f32x4.add(lessIm, turnIm), re1, im1);
  storeTurned(to + 2 * run, f32x4.sub(sumRe, otherRe), f32x4.sub(sumIm, otherIm), re2, im2);
  storeTurned(to + 3 * run, f32x4.sub(lessRe, turnRe), f32x4.sub(lessIm, turnIm), re3, im3);
}

/** The last step of radix 2. */
function stepOfTwo(from: usize, to: usize, size: i32): void {
  const half = usize(size >> 1) * NUMBER, end = from + half;
  for (; from < end; from += NUMBER, to += NUMBER) {
    const aRe = v128.load(from), aIm = v128.load(from, 16);
    const bRe = v128.load(from + half), bIm = v128.load(from + half, 16);
    store(to, f32x4.add(aRe, bRe), f32x4.add(aIm, bIm));
    store(to + half, f32x4.sub(aRe, bRe), f32x4.sub(aIm, bIm));
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function store(to: usize, re: v128, im: v128): void {
  v128.store(to, re);
  v128.store(to, im, 16);
}

/** Stores a number times a root of unity. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function storeTurned(to: usize, re: v128, im: v128, rootRe: v128, rootIm: v128): void {
  store(to, madd(re, rootRe, f32x4.neg(f32x4.mul(im, rootIm))), madd(re, rootIm, f32x4.mul(im, rootRe)));
}
