/**
 * Lines of an image in the lanes of vectors, four at a time, to be transformed: numbers lie in room as the real parts of
 * four lines, then their imaginary parts. Sides are even and 8 at least. Lines, and halves of lines, that are no whole
 * number of fours have a last four that reaches back over some that were done: what it makes of them is the same.
 */
import { NUMBER } from "./fourier_butterflies";
import { lastStep } from "./fourier_last_step";
import { stepsBeforeLast, transformFour } from "./fourier_steps";

/**
 * Transforms the lines of an image and stores each as a column; origin and DC are in the middle.
 *
 * @param row Bytes from a line to the next, `toRow` from a number of a column to the next.
 * @param room For twice four lines.
 * @param roots exp(-2πi k / size), as `transformFour` needs them.
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
  const other = room + usize(size) * NUMBER;
  for (let line = 0; line < size; line += 4) {
    const first = usize(min(line, size - 4)), from = first * row, to = first << 2;
    loadLines(re + from, im + from, row, size, room);
    transformToColumns(room, other, toRe + to, toIm + to, toRow, size, roots, scale);
  }
}

/**
 * The same of a multiple of 16 lines whose columns lie on few lines of the cache, as those of powers of two do: sixteen are
 * stored side by side first, and from there by whole lines of the cache.
 *
 * @param room For twice four lines, and sixteen.
 */
export function transformManyLines(
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
  const other = room + usize(size) * NUMBER, stage = other + usize(size) * NUMBER, imaginary = usize(size) << 6;
  for (let line = 0; line < size; line += 16) {
    for (let four: usize = 0; four < 16; four += 4) {
      const from = (usize(line) + four) * row, to = stage + (four << 2);
      loadLines(re + from, im + from, row, size, room);
      transformToColumns(room, other, to, to + imaginary, 64, size, roots, scale);
    }
    copySixteen(stage, toRe + (usize(line) << 2), toRow, size);
    copySixteen(stage + imaginary, toIm + (usize(line) << 2), toRow, size);
  }
}

/** Sixteen numbers of each of so many rows. */
function copySixteen(from: usize, to: usize, row: usize, rows: i32): void {
  for (const end = from + (usize(rows) << 6); from < end; from += 64, to += row) {
    const a = v128.load(from), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}

/** Transforms four lines in `room`, with `other` as room for as many, and stores them as columns, the DC in the middle. */
export function transformToColumns(
  room: usize,
  other: usize,
  toRe: usize,
  toIm: usize,
  row: usize,
  size: i32,
  roots: usize,
  scale: f32,
): void {
  const from = stepsBeforeLast(room, other, size, roots);
  lastStep(from, toRe, toIm, row, size, roots, scale, true);
}

/** Four lines into the lanes, their second half first: the origin is in the middle. */
export function loadLines(re: usize, im: usize, row: usize, size: i32, room: usize): void {
  const half = usize(size >> 1), last = half - 4;
  for (let at: usize = 0; at < half; at += 4) {
    const first = min(at, last), second = half + first;
    loadFour(re + (first << 2), row, room + second * NUMBER);
    loadFour(im + (first << 2), row, room + second * NUMBER + 16);
    loadFour(re + (second << 2), row, room + first * NUMBER);
    loadFour(im + (second << 2), row, room + first * NUMBER + 16);
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

/** The same of four columns that lie in their places as the lanes want them. */
export function loadColumns(re: usize, im: usize, row: usize, size: i32, room: usize): void {
  const half = usize(size >> 1), far = half * row;
  for (let at: usize = 0; at < half; at++, re += row, im += row, room += NUMBER) {
    v128.store(room, v128.load(re + far));
    v128.store(room, v128.load(im + far), 16);
    v128.store(room + half * NUMBER, v128.load(re));
    v128.store(room + half * NUMBER, v128.load(im), 16);
  }
}

/** Transforms four lines in `room`, with `other` as room for as many, and stores them as lines, the DC in the middle. */
export function transformToLines(
  room: usize,
  other: usize,
  toRe: usize,
  toIm: usize,
  row: usize,
  size: i32,
  roots: usize,
  scale: f32,
): void {
  const from = transformFour(room, other, size, roots);
  const factor = f32x4.splat(scale), half = usize(size >> 1), last = half - 4;
  for (let at: usize = 0; at < half; at += 4) {
    const first = min(at, last), second = half + first;
    storeFour(from + first * NUMBER, factor, toRe + (second << 2), row);
    storeFour(from + first * NUMBER + 16, factor, toIm + (second << 2), row);
    storeFour(from + second * NUMBER, factor, toRe + (first << 2), row);
    storeFour(from + second * NUMBER + 16, factor, toIm + (first << 2), row);
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
