/**
 * Eigenprobes and coefficients between iterations, as `backend/operations/waves/shot_variation.ts` says; on one thread,
 * once an iteration.
 */
import { horizontalSum, madd } from "../runtime/simd";

/** Arguments of {@link settleVariation}. */
@unmanaged
class Variation {
  /** The first mode of the probe (N, N), and eigenprobes (K, N, N). */
  probeRe: usize;
  probeIm: usize;
  eigenRe: usize;
  eigenIm: usize;
  /** (P, 2 K): of each pattern K real parts, then the imaginary ones. */
  coefficients: usize;
  patterns: i32;
  eigenprobes: i32;
  /** Side N, even. */
  size: i32;
}

/** Sizes below are 0. */
const LEAST: f64 = 1e-20;

/** Bytes of pixels that are summed before they are added to numbers of 64 bits. */
const PIECE: usize = 1024;

export function settleVariation(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Variation>(args);
  for (let k = 0; k < s.eigenprobes; k++) takeMean(s, k);
  for (let k = 1; k < s.eigenprobes; k++) {
    for (let before = 0; before < k; before++) makeOrthogonal(s, before, k);
  }
  for (let k = 0; k < s.eigenprobes; k++) giveMeasure(s, k);
}

/** Takes the mean out of the coefficients of an eigenprobe; the first mode of the probe gets what it made. */
function takeMean(s: Variation, k: i32): void {
  const row = rowBytes(s), parts = row >> 1, first = s.coefficients + (usize(k) << 2), end = first + usize(s.patterns) * row;
  let re: f64 = 0, im: f64 = 0;
  for (let c = first; c < end; c += row) {
    re += f64(f32.load(c));
    im += f64(f32.load(c + parts));
  }
  const meanRe = f32(re / f64(s.patterns)), meanIm = f32(im / f64(s.patterns)), image = usize(k) * imageBytes(s);
  for (let c = first; c < end; c += row) {
    f32.store(c, f32.load(c) - meanRe);
    f32.store(c + parts, f32.load(c + parts) - meanIm);
  }
  addTimes(s, s.probeRe, s.probeIm, image, meanRe, meanIm);
}

/** Takes out of an eigenprobe what it has of one before it, whose coefficients take that over. */
function makeOrthogonal(s: Variation, before: i32, k: i32): void {
  const image = imageBytes(s), one = usize(before) * image, other = usize(k) * image;
  let power: f64 = 0, re: f64 = 0, im: f64 = 0;
  for (let start: usize = 0; start < image; start += PIECE) {
    let powers = f32x4.splat(0), res = powers, ims = powers;
    for (let at = start; at < min(start + PIECE, image); at += 16) {
      const aRe = v128.load(s.eigenRe + one + at), aIm = v128.load(s.eigenIm + one + at);
      const bRe = v128.load(s.eigenRe + other + at), bIm = v128.load(s.eigenIm + other + at);
      powers = madd(aRe, aRe, madd(aIm, aIm, powers));
      res = madd(aRe, bRe, madd(aIm, bIm, res));
      ims = f32x4.sub(madd(aRe, bIm, ims), f32x4.mul(aIm, bRe));
    }
    power += f64(horizontalSum(powers));
    re += f64(horizontalSum(res));
    im += f64(horizontalSum(ims));
  }
  const shareRe = f32(re / (power + LEAST)), shareIm = f32(im / (power + LEAST));
  addTimes(s, s.eigenRe + other, s.eigenIm + other, one, -shareRe, -shareIm);
  const row = rowBytes(s), parts = row >> 1, end = s.coefficients + usize(s.patterns) * row;
  for (let c = s.coefficients; c < end; c += row) {
    const to = c + (usize(before) << 2), from = c + (usize(k) << 2), fromRe = f32.load(from), fromIm = f32.load(from + parts);
    f32.store(to, f32.load(to) + shareRe * fromRe - shareIm * fromIm);
    f32.store(to + parts, f32.load(to + parts) + shareRe * fromIm + shareIm * fromRe);
  }
}

/** Gives coefficients of an eigenprobe the mean square 1, and the eigenprobe their size. */
function giveMeasure(s: Variation, k: i32): void {
  const row = rowBytes(s), parts = row >> 1, first = s.coefficients + (usize(k) << 2), end = first + usize(s.patterns) * row;
  let square: f64 = 0;
  for (let c = first; c < end; c += row) {
    const re = f64(f32.load(c)), im = f64(f32.load(c + parts));
    square += re * re + im * im;
  }
  const size = Math.sqrt(square / f64(s.patterns));
  if (!(size > LEAST)) return;
  for (let c = first; c < end; c += row) {
    f32.store(c, f32(f64(f32.load(c)) / size));
    f32.store(c + parts, f32(f64(f32.load(c + parts)) / size));
  }
  const image = imageBytes(s), start = usize(k) * image, factor = f32x4.splat(f32(size));
  for (let at = start; at < start + image; at += 16) {
    v128.store(s.eigenRe + at, f32x4.mul(factor, v128.load(s.eigenRe + at)));
    v128.store(s.eigenIm + at, f32x4.mul(factor, v128.load(s.eigenIm + at)));
  }
}

/** Adds to an image an eigenprobe, which begins `from` bytes behind the first, times a number. */
function addTimes(s: Variation, toRe: usize, toIm: usize, from: usize, numberRe: f32, numberIm: f32): void {
  const re = f32x4.splat(numberRe), im = f32x4.splat(numberIm);
  for (let at: usize = 0; at < imageBytes(s); at += 16) {
    const eigenRe = v128.load(s.eigenRe + from + at), eigenIm = v128.load(s.eigenIm + from + at);
    v128.store(toRe + at, f32x4.sub(madd(re, eigenRe, v128.load(toRe + at)), f32x4.mul(im, eigenIm)));
    v128.store(toIm + at, madd(re, eigenIm, madd(im, eigenRe, v128.load(toIm + at))));
  }
}

/** Bytes of an image; its pixels are a multiple of four. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function imageBytes(s: Variation): usize {
  return usize(s.size) * s.size << 2;
}

/** Bytes of the coefficients of a pattern. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function rowBytes(s: Variation): usize {
  return usize(s.eigenprobes) << 3;
}
