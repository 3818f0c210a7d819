/**
 * The last step of a Fourier transform of four lines, which leaves numbers where they are wanted: of radix 4, of 2, or of 8,
 * which is a step of 4 and one of 2 at once.
 */
import { madd } from "../runtime/simd";
import { NUMBER, rootIm, rootRe } from "./fourier_butterflies";

/** The radix of the last step of a side: what is left of it is a power of four, times those of three and five. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function lastRadix(size: i32): i32 {
  const twos = ctz(size);
  return twos === 1 ? 2 : (twos & 1) === 1 ? 8 : 4;
}

/**
 * The last step, times `scale`.
 *
 * @param row Bytes from a number of the result to the next, in `toRe` as in `toIm`.
 * @param centred Whether the second half of the result comes first.
 */
export function lastStep(
  from: usize,
  toRe: usize,
  toIm: usize,
  row: usize,
  size: i32,
  roots: usize,
  scale: f32,
  centred: bool,
): void {
  const half = usize(size >> 1) * row, first = centred ? half : 0, second = half - first;
  const radix = lastRadix(size), stride = usize(size / radix), factor = f32x4.splat(scale);
  const imaginary = toIm - toRe;
  if (radix === 8) lastOfEight(from, toRe + first, toRe + second, imaginary, row, stride, roots, factor);
  else if (radix === 4) lastOfFour(from, toRe + first, toRe + second, imaginary, row, stride, factor);
  else lastOfTwo(from, toRe + first, toRe + second, imaginary, row, stride, factor);
}

// --- internal ---

/** The last step of radix 2: sums to `sums`, differences to `rests`, their imaginary parts so many bytes on. */
function lastOfTwo(
  from: usize,
  sums: usize,
  rests: usize,
  imaginary: usize,
  row: usize,
  stride: usize,
  factor: v128,
): void {
  const apart = stride * NUMBER, end = from + apart;
  for (; from < end; from += NUMBER, sums += row, rests += row) {
    const aRe = v128.load(from), aIm = v128.load(from, 16), b = from + apart, bRe = v128.load(b), bIm = v128.load(b, 16);
    storeParts(sums, imaginary, f32x4.add(aRe, bRe), f32x4.add(aIm, bIm), factor);
    storeParts(rests, imaginary, f32x4.sub(aRe, bRe), f32x4.sub(aIm, bIm), factor);
  }
}

/** That of radix 4: the first two of four numbers to `sums`, the others to `rests`. */
function lastOfFour(
  from: usize,
  sums: usize,
  rests: usize,
  imaginary: usize,
  row: usize,
  stride: usize,
  factor: v128,
): void {
  const apart = stride * NUMBER, end = from + apart, next = stride * row;
  for (; from < end; from += NUMBER, sums += row, rests += row) {
    const b = from + apart, c = b + apart, d = c + apart;
    const aRe = v128.load(from), aIm = v128.load(from, 16), bRe = v128.load(b), bIm = v128.load(b, 16);
    const cRe = v128.load(c), cIm = v128.load(c, 16), dRe = v128.load(d), dIm = v128.load(d, 16);
    const sumRe = f32x4.add(aRe, cRe), sumIm = f32x4.add(aIm, cIm), lessRe = f32x4.sub(aRe, cRe);
    const lessIm = f32x4.sub(aIm, cIm), otherRe = f32x4.add(bRe, dRe), otherIm = f32x4.add(bIm, dIm);
    const turnRe = f32x4.sub(bIm, dIm), turnIm = f32x4.sub(dRe, bRe);
    storeParts(sums, imaginary, f32x4.add(sumRe, otherRe), f32x4.add(sumIm, otherIm), factor);
    storeParts(sums + next, imaginary, f32x4.add(lessRe, turnRe), f32x4.add(lessIm, turnIm), factor);
    storeParts(rests, imaginary, f32x4.sub(sumRe, otherRe), f32x4.sub(sumIm, otherIm), factor);
    storeParts(rests + next, imaginary, f32x4.sub(lessRe, turnRe), f32x4.sub(lessIm, turnIm), factor);
  }
}

/** Those of radix 4 and 2 at once: the first four of eight numbers to `sums`, the others to `rests`. */
function lastOfEight(
  from: usize,
  sums: usize,
  rests: usize,
  imaginary: usize,
  row: usize,
  stride: usize,
  roots: usize,
  factor: v128,
): void {
  const apart = stride * NUMBER, end = from + apart, next = stride * row, root = stride << 3;
  const re1 = rootRe(roots, root), im1 = rootIm(roots, root), re2 = rootRe(roots, 2 * root);
  const im2 = rootIm(roots, 2 * root), re3 = rootRe(roots, 3 * root), im3 = rootIm(roots, 3 * root);
  for (; from < end; from += NUMBER, sums += row, rests += row) {
    const b = from + 2 * apart, c = b + 2 * apart, d = c + 2 * apart;
    const aRe = v128.load(from), aIm = v128.load(from, 16), bRe = v128.load(b), bIm = v128.load(b, 16);
    const cRe = v128.load(c), cIm = v128.load(c, 16), dRe = v128.load(d), dIm = v128.load(d, 16);
    const sumRe = f32x4.add(aRe, cRe), sumIm = f32x4.add(aIm, cIm), lessRe = f32x4.sub(aRe, cRe);
    const lessIm = f32x4.sub(aIm, cIm), otherRe = f32x4.add(bRe, dRe), otherIm = f32x4.add(bIm, dIm);
    const turnRe = f32x4.sub(bIm, dIm), turnIm = f32x4.sub(dRe, bRe);
    const e = from + apart, f = b + apart, g = c + apart, h = d + apart;
    const eRe = v128.load(e), eIm = v128.load(e, 16), fRe = v128.load(f), fIm = v128.load(f, 16);
    const gRe = v128.load(g), gIm = v128.load(g, 16), hRe = v128.load(h), hIm = v128.load(h, 16);
    const sum2Re = f32x4.add(eRe, gRe), sum2Im = f32x4.add(eIm, gIm), less2Re = f32x4.sub(eRe, gRe);
    const less2Im = f32x4.sub(eIm, gIm), other2Re = f32x4.add(fRe, hRe), other2Im = f32x4.add(fIm, hIm);
    const turn2Re = f32x4.sub(fIm, hIm), turn2Im = f32x4.sub(hRe, fRe);
    let re = f32x4.add(sumRe, otherRe), im = f32x4.add(sumIm, otherIm);
    let re2nd = f32x4.add(sum2Re, other2Re), im2nd = f32x4.add(sum2Im, other2Im);
    storeParts(sums, imaginary, f32x4.add(re, re2nd), f32x4.add(im, im2nd), factor);
    storeParts(rests, imaginary, f32x4.sub(re, re2nd), f32x4.sub(im, im2nd), factor);
    re = f32x4.add(lessRe, turnRe);
    im = f32x4.add(lessIm, turnIm);
    turnedPair(
      re,
      im,
      f32x4.add(less2Re, turn2Re),
      f32x4.add(less2Im, turn2Im),
      re1,
      im1,
      sums + next,
      rests + next,
      imaginary,
      factor,
    );
    re = f32x4.sub(sumRe, otherRe);
    im = f32x4.sub(sumIm, otherIm);
    turnedPair(
      re,
      im,
      f32x4.sub(sum2Re, other2Re),
      f32x4.sub(sum2Im, other2Im),
      re2,
      im2,
      sums + 2 * next,
      rests + 2 * next,
      imaginary,
      factor,
    );
    re = f32x4.sub(lessRe, turnRe);
    im = f32x4.sub(lessIm, turnIm);
    turnedPair(
      re,
      im,
      f32x4.sub(less2Re, turn2Re),
      f32x4.sub(less2Im, turn2Im),
      re3,
      im3,
      sums + 3 * next,
      rests + 3 * next,
      imaginary,
      factor,
    );
  }
}

/** A number and another times a root of unity: their sum and their difference. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function turnedPair(
  re: v128,
  im: v128,
  otherRe: v128,
  otherIm: v128,
  rootRe: v128,
  rootIm: v128,
  sum: usize,
  rest: usize,
  imaginary: usize,
  factor: v128,
): void {
  const turnedRe = madd(otherRe, rootRe, f32x4.neg(f32x4.mul(otherIm, rootIm)));
  const turnedIm = madd(otherRe, rootIm, f32x4.mul(otherIm, rootRe));
  storeParts(sum, imaginary, f32x4.add(re, turnedRe), f32x4.add(im, turnedIm), factor);
  storeParts(rest, imaginary, f32x4.sub(re, turnedRe), f32x4.sub(im, turnedIm), factor);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function storeParts(to: usize, imaginary: usize, re: v128, im: v128, factor: v128): void {
  v128.store(to, f32x4.mul(re, factor));
  v128.store(to + imaginary, f32x4.mul(im, factor));
}
