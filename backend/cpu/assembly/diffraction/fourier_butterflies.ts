/**
 * Transforms of three, four and five numbers of four lines each, of which longer ones are made: a step takes numbers that
 * are `apart` from each other to as many that are a run apart. A number lies as the real parts of four lines, then their
 * imaginary parts.
 */
import { float, PENTAGON, TRIANGLE } from "../runtime/constants";
import { madd } from "../runtime/simd";

/** Bytes of four complex numbers. */
export const NUMBER: usize = 32;

/** Four numbers. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function plainFour(from: usize, to: usize, apart: usize, run: usize): void {
  const b = from + apart, c = b + apart, d = c + apart;
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

/** Four numbers; then times a root of unity, its square and its cube. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function turnedFour(
  from: usize,
  to: usize,
  apart: usize,
  run: usize,
  re1: v128,
  im1: v128,
  re2: v128,
  im2: v128,
  re3: v128,
  im3: v128,
): void {
  const b = from + apart, c = b + apart, d = c + apart;
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

/** Three numbers; then times a root of unity and its square. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function turnedThree(
  from: usize,
  to: usize,
  apart: usize,
  run: usize,
  re1: v128,
  im1: v128,
  re2: v128,
  im2: v128,
): void {
  const b = from + apart, c = b + apart, cosine = float(TRIANGLE, 0), sine = float(TRIANGLE, 1);
  const aRe = v128.load(from), aIm = v128.load(from, 16), bRe = v128.load(b), bIm = v128.load(b, 16);
  const cRe = v128.load(c), cIm = v128.load(c, 16), sumRe = f32x4.add(bRe, cRe), sumIm = f32x4.add(bIm, cIm);
  const midRe = madd(sumRe, cosine, aRe), midIm = madd(sumIm, cosine, aIm);
  const turnRe = f32x4.mul(f32x4.sub(bIm, cIm), sine), turnIm = f32x4.mul(f32x4.sub(cRe, bRe), sine);
  store(to, f32x4.add(aRe, sumRe), f32x4.add(aIm, sumIm));
  storeTurned(to + run, f32x4.add(midRe, turnRe), f32x4.add(midIm, turnIm), re1, im1);
  storeTurned(to + 2 * run, f32x4.sub(midRe, turnRe), f32x4.sub(midIm, turnIm), re2, im2);
}

/** Five numbers; then times a root of unity to the powers 1 to 4. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function turnedFive(
  from: usize,
  to: usize,
  apart: usize,
  run: usize,
  re1: v128,
  im1: v128,
  re2: v128,
  im2: v128,
  re3: v128,
  im3: v128,
  re4: v128,
  im4: v128,
): void {
  const b = from + apart, c = b + apart, d = c + apart, e = d + apart;
  const cosine1 = float(PENTAGON, 0), cosine2 = float(PENTAGON, 1), sine1 = float(PENTAGON, 2), sine2 = float(PENTAGON, 3);
  const aRe = v128.load(from), aIm = v128.load(from, 16), bRe = v128.load(b), bIm = v128.load(b, 16);
  const cRe = v128.load(c), cIm = v128.load(c, 16), dRe = v128.load(d), dIm = v128.load(d, 16);
  const eRe = v128.load(e), eIm = v128.load(e, 16);
  const outRe = f32x4.add(bRe, eRe), outIm = f32x4.add(bIm, eIm), inRe = f32x4.add(cRe, dRe), inIm = f32x4.add(cIm, dIm);
  // The differences times −i.
  const farRe = f32x4.sub(bIm, eIm), farIm = f32x4.sub(eRe, bRe), nearRe = f32x4.sub(cIm, dIm), nearIm = f32x4.sub(dRe, cRe);
  store(to, f32x4.add(aRe, f32x4.add(outRe, inRe)), f32x4.add(aIm, f32x4.add(outIm, inIm)));
  const midRe1 = madd(outRe, cosine1, madd(inRe, cosine2, aRe)), midIm1 = madd(outIm, cosine1, madd(inIm, cosine2, aIm));
  const turnRe1 = madd(farRe, sine1, f32x4.mul(nearRe, sine2)), turnIm1 = madd(farIm, sine1, f32x4.mul(nearIm, sine2));
  storeTurned(to + run, f32x4.add(midRe1, turnRe1), f32x4.add(midIm1, turnIm1), re1, im1);
  storeTurned(to + 4 * run, f32x4.sub(midRe1, turnRe1), f32x4.sub(midIm1, turnIm1), re4, im4);
  const midRe2 = madd(outRe, cosine2, madd(inRe, cosine1, aRe)), midIm2 = madd(outIm, cosine2, madd(inIm, cosine1, aIm));
  const turnRe2 = f32x4.sub(f32x4.mul(farRe, sine2), f32x4.mul(nearRe, sine1));
  const turnIm2 = f32x4.sub(f32x4.mul(farIm, sine2), f32x4.mul(nearIm, sine1));
  storeTurned(to + 2 * run, f32x4.add(midRe2, turnRe2), f32x4.add(midIm2, turnIm2), re2, im2);
  storeTurned(to + 3 * run, f32x4.sub(midRe2, turnRe2), f32x4.sub(midIm2, turnIm2), re3, im3);
}

/** Real part of a root of unity, in every lane. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function rootRe(roots: usize, at: usize): v128 {
  return v128.load32_splat(roots + at);
}

/** Its imaginary part. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function rootIm(roots: usize, at: usize): v128 {
  return v128.load32_splat(roots + at, 4);
}

// --- internal ---

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
