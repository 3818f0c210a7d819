/**
 * The steps of Fourier transforms of four lines at once, in Stockham's order, which needs no bits reversed (Van Loan 1992,
 * Computational Frameworks for the Fast Fourier Transform): those of radix 5, 3 and 4, then a last one. Sides are even, and
 * have no other factors than 2, 3 and 5.
 */
import { NUMBER, plainFour, rootIm, rootRe, turnedFive, turnedFour, turnedThree } from "./fourier_butterflies";
import { lastRadix, lastStep } from "./fourier_last_step";

/**
 * Transforms four lines that lie in `from`, with `to` as room for as many; returns in which of both the result lies.
 *
 * @param roots exp(-2πi k / size), real and imaginary part, k from 0 to below 3/4 of size, or 4/5 where 5 is a factor.
 */
export function transformFour(from: usize, to: usize, size: i32, roots: usize): usize {
  const last = stepsBeforeLast(from, to, size, roots), other = last === from ? to : from;
  lastStep(last, other, other + 16, NUMBER, size, roots, 1, false);
  return other;
}

/** All steps but the last; returns in which of both the result lies. */
export function stepsBeforeLast(from: usize, to: usize, size: i32, roots: usize): usize {
  let left = size / lastRadix(size);
  for (let stride = 1; left > 1;) {
    const radix = left % 5 === 0 ? 5 : left % 3 === 0 ? 3 : 4;
    if (radix === 5) stepOfFive(from, to, size, stride, roots);
    else if (radix === 3) stepOfThree(from, to, size, stride, roots);
    else stepOfFour(from, to, size, stride, roots);
    left /= radix;
    stride *= radix;
    const spare = from;
    from = to;
    to = spare;
  }
  return from;
}

// --- internal ---

/** One step of radix 4: `stride` transforms of size / stride numbers become four times as many. */
function stepOfFour(from: usize, to: usize, size: i32, stride: i32, roots: usize): void {
  const apart = usize(size >> 2) * NUMBER, run = usize(stride) * NUMBER;
  const end = from + run;
  for (; from < end; from += NUMBER, to += NUMBER) plainFour(from, to, apart, run);
  to += 3 * run;
  const groups = size / stride >> 2;
  for (let group = 1; group < groups; group++, to += 3 * run) {
    const root = usize(group * stride) << 3;
    const re1 = rootRe(roots, root), im1 = rootIm(roots, root), re2 = rootRe(roots, 2 * root);
    const im2 = rootIm(roots, 2 * root), re3 = rootRe(roots, 3 * root), im3 = rootIm(roots, 3 * root);
    const end = from + run;
    for (; from < end; from += NUMBER, to += NUMBER) {
      turnedFour(from, to, apart, run, re1, im1, re2, im2, re3, im3);
    }
  }
}

/** One step of radix 3. */
function stepOfThree(from: usize, to: usize, size: i32, stride: i32, roots: usize): void {
  const apart = usize(size / 3) * NUMBER, run = usize(stride) * NUMBER, groups = size / stride / 3;
  for (let group = 0; group < groups; group++, to += 2 * run) {
    const root = usize(group * stride) << 3;
    const re1 = rootRe(roots, root), im1 = rootIm(roots, root);
    const re2 = rootRe(roots, 2 * root), im2 = rootIm(roots, 2 * root);
    const end = from + run;
    for (; from < end; from += NUMBER, to += NUMBER) turnedThree(from, to, apart, run, re1, im1, re2, im2);
  }
}

/** One step of radix 5. */
function stepOfFive(from: usize, to: usize, size: i32, stride: i32, roots: usize): void {
  const apart = usize(size / 5) * NUMBER, run = usize(stride) * NUMBER, groups = size / stride / 5;
  for (let group = 0; group < groups; group++, to += 4 * run) {
    const root = usize(group * stride) << 3;
    const re1 = rootRe(roots, root), im1 = rootIm(roots, root), re2 = rootRe(roots, 2 * root);
    const im2 = rootIm(roots, 2 * root), re3 = rootRe(roots, 3 * root), im3 = rootIm(roots, 3 * root);
    const re4 = rootRe(roots, 4 * root), im4 = rootIm(roots, 4 * root);
    const end = from + run;
    for (; from < end; from += NUMBER, to += NUMBER) {
      turnedFive(from, to, apart, run, re1, im1, re2, im2, re3, im3, re4, im4);
    }
  }
}
