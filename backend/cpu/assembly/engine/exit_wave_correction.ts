/**
 * What exit waves lack, as `backend/operations/waves/engine.ts` says. Each thread takes whole positions. Lines are
 * transformed four at a time, one in each lane: rows of the exit wave, then columns of what that makes; while four
 * columns of all modes lie there, they get the measured amplitudes, are transformed back, and lie where they were; then
 * rows. The inverse transform is the forward one of exchanged real and imaginary part.
 */
import { NUMBER } from "../diffraction/fourier_butterflies";
import { loadColumns, loadLines, transformToColumns, transformToLines, turnFour } from "../diffraction/fourier_lines";
import { transformFour } from "../diffraction/fourier_steps";
import { roundUp } from "../runtime/simd";
import { claim } from "../runtime/threads";
import { Correction } from "./correction_arguments";
import { FOUR_PIXELS, likeliestStep } from "./likeliest_step";
import { project } from "./modulus";
import { between } from "./patch_rows";
import { cornerOf, partAcross, partDown } from "./placed_waves";
import { shotRows } from "./shot_rows";

/** Bytes of the sums. */
const SUMS: usize = 64;

export function exitWaveCorrection(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Correction>(args), roots = args + offsetof<Correction>();
  const sums = s.room + usize(thread) * s.roomStep;
  for (let position = claim(); position < s.positions; position = claim()) {
    v128.store(sums, f64x2.splat(0));
    v128.store(sums, f64x2.splat(0), 16);
    transformRows(s, position, sums + SUMS, roots);
    correctColumns(s, position, sums + SUMS, roots);
    const step: f32 = s.poisson ? likeliestStep(pixelsOf(s, sums + SUMS), s.size) : 1;
    returnRows(s, position, sums + SUMS, roots, step);
    const to = s.residuals + (usize(position) << 3);
    f32.store(to, f32(f64.load(sums) + f64.load(sums, 8)));
    f32.store(to, f32(f64.load(sums, 16) + f64.load(sums, 24)), 4);
  }
}

/** Rows of the exit waves, transformed, as columns of the planes. */
function transformRows(s: Correction, position: i32, room: usize, roots: usize): void {
  const size = s.size, lines = linesOf(s, room);
  // The scale of both axes together: of a power of two it changes no bit.
  const scale: f32 = 1 / f32(size);
  for (let row = 0; row < size; row += 4) {
    const first = min(row, size - 4);
    cutRows(s, position, first, room);
    for (let mode = 0; mode < s.modes; mode++) {
      const probe = usize(mode * size + first) * (usize(size) << 2), shot = room + bytesOfFour(s);
      if (mode === 0 && s.eigenprobes > 0) {
        shotRows(s, position, first, shot);
        illuminateRows(s, shot, shot + (usize(size) << 4), room, lines);
      } else illuminateRows(s, s.probeRe + probe, s.probeIm + probe, room, lines);
      const to = planeOf(s, room, mode) + (usize(first) << 2);
      transformToColumns(lines, lines + bytesOfFour(s), to, to + planeBytes(s), rowBytes(s), size, roots, scale);
    }
  }
}

/** Columns, which are lines of the planes, transformed, corrected, transformed back, in their place. */
function correctColumns(s: Correction, position: i32, room: usize, roots: usize): void {
  const size = s.size, four = bytesOfFour(s), first = linesOf(s, room), scale: f32 = 1 / f32(size);
  for (let column = 0; column < size; column += 4) {
    let lines = first, far = first;
    for (let mode = 0; mode < s.modes; mode++, lines += 2 * four) {
      const from = planeOf(s, room, mode) + usize(column) * rowBytes(s);
      loadLines(from, from + planeBytes(s), rowBytes(s), size, lines);
      far = transformFour(lines, lines + four, size, roots) - (lines - first);
    }
    const kept = s.poisson ? pixelsOf(s, room) + (usize(column) >> 2) * usize(size) * FOUR_PIXELS : 0;
    const other = far === first ? first + four : first;
    project(s, position, column, far, other, room - SUMS, kept);
    for (let mode = 0; mode < s.modes; mode++) {
      const step = usize(mode) * 2 * four, to = planeOf(s, room, mode) + usize(column) * rowBytes(s);
      transformToLines(far + step, other + step, to + planeBytes(s), to, rowBytes(s), size, roots, scale);
    }
  }
}

/** Rows, transformed back, times the step. */
function returnRows(s: Correction, position: i32, room: usize, roots: usize, step: f32): void {
  const size = s.size, lines = linesOf(s, room), line = usize(size) << 2, image = usize(size) * line;
  for (let mode = 0; mode < s.modes; mode++) {
    const plane = planeOf(s, room, mode), chi = usize(position * s.modes + mode) * image;
    for (let row = 0; row < size; row += 4) {
      const first = usize(min(row, size - 4)), from = plane + (first << 2), to = chi + first * line;
      loadColumns(from + planeBytes(s), from, rowBytes(s), size, lines);
      transformToLines(lines, lines + bytesOfFour(s), s.chiIm + to, s.chiRe + to, line, size, roots, step);
    }
  }
}

/** Four rows of the patch: real parts, then imaginary ones. */
function cutRows(s: Correction, position: i32, row: i32, to: usize): void {
  const size = s.size, canvasRow = usize(s.width) << 2, imaginary = usize(size) << 4;
  const fx = partAcross(s, position), fy = partDown(s, position);
  let from = cornerOf(s, position) + usize(row) * canvasRow;
  for (let line = 0; line < 4; line++, from += canvasRow, to += usize(size) << 2) {
    for (let next: usize = 0; next < usize(size) << 2; next += 16) {
      const at = min(next, usize(size - 4) << 2);
      v128.store(to + at, between(s.objectRe + from + at, canvasRow, fx, fy));
      v128.store(to + at + imaginary, between(s.objectIm + from + at, canvasRow, fx, fy));
    }
  }
}

/** Four rows of the exit wave that four rows of a probe make, into the lanes, the origin first. */
function illuminateRows(s: Correction, probeRe: usize, probeIm: usize, object: usize, to: usize): void {
  const size = s.size, line = usize(size) << 2, half = size >> 1;
  for (let at = 0; at < half; at += 4) {
    const first = usize(min(at, half - 4)), second = usize(half) + first, next = first << 2, last = second << 2;
    illuminateFour(object + next, probeRe + next, probeIm + next, line, to + second * NUMBER);
    illuminateFour(object + last, probeRe + last, probeIm + last, line, to + first * NUMBER);
  }
}

/** Four numbers of four rows. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function illuminateFour(object: usize, probeRe: usize, probeIm: usize, line: usize, to: usize): void {
  turnFour(
    productRe(object, probeRe, probeIm, line),
    productRe(object + line, probeRe + line, probeIm + line, line),
    productRe(object + 2 * line, probeRe + 2 * line, probeIm + 2 * line, line),
    productRe(object + 3 * line, probeRe + 3 * line, probeIm + 3 * line, line),
    to,
    NUMBER,
  );
  turnFour(
    productIm(object, probeRe, probeIm, line),
    productIm(object + line, probeRe + line, probeIm + line, line),
    productIm(object + 2 * line, probeRe + 2 * line, probeIm + 2 * line, line),
    productIm(object + 3 * line, probeRe + 3 * line, probeIm + 3 * line, line),
    to + 16,
    NUMBER,
  );
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function productRe(object: usize, probeRe: usize, probeIm: usize, line: usize): v128 {
  const im = f32x4.mul(v128.load(object + 4 * line), v128.load(probeIm));
  return f32x4.sub(f32x4.mul(v128.load(object), v128.load(probeRe)), im);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function productIm(object: usize, probeRe: usize, probeIm: usize, line: usize): v128 {
  const im = f32x4.mul(v128.load(object + 4 * line), v128.load(probeRe));
  return f32x4.add(f32x4.mul(v128.load(object), v128.load(probeIm)), im);
}

/** Bytes of four lines. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function bytesOfFour(s: Correction): usize {
  return usize(s.size) * NUMBER;
}

/** Where lines begin: behind four rows of the object, and four of a shot's probe. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function linesOf(s: Correction, room: usize): usize {
  return room + 2 * bytesOfFour(s);
}

/** Bytes of a row of a plane: columns of a power of two would fall on few lines of the cache. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function rowBytes(s: Correction): usize {
  return (usize(s.size) << 2) + 64;
}

/** Bytes of a plane; where columns are no whole number of fours, the last two lines are nobody's. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function planeBytes(s: Correction): usize {
  return usize(roundUp(s.size, 4)) * rowBytes(s);
}

/** The plane of real parts of a mode, behind the lines of all modes; that of imaginary parts follows. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function planeOf(s: Correction, room: usize, mode: i32): usize {
  return room + usize(2 + 2 * s.modes) * bytesOfFour(s) + 2 * usize(mode) * planeBytes(s);
}

/** Where the pixels of Poisson's step lie, behind the planes of all modes. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function pixelsOf(s: Correction, room: usize): usize {
  return planeOf(s, room, s.modes);
}
