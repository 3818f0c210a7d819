/**
 * The last of Winograd's transforms for the gradient by a filter, from 6 × 6 sums of products to the 3 × 3 taps, and which
 * of those can be trusted.
 */
import { DOUBT, float, WINOGRAD } from "../runtime/constants";
import { madd, storeLanes } from "../runtime/simd";

/**
 * Gᵀ m G: 36 vectors at distance `step` from `from` become the gradients of nine taps, at distance `tapStep` from `to`;
 * the first `lanes` of each are written. `temp` is room for 18 vectors.
 *
 * Rounding errors go with the sum of what is transformed, of which a gradient that is zero, or next to it, is a very small
 * part. That part is written to `bounds`; returns the lanes in which all nine are larger, and numbers.
 */
export function transformFilterGradient(
  from: usize,
  step: usize,
  temp: usize,
  to: usize,
  tapStep: usize,
  lanes: i32,
  bounds: usize,
): v128 {
  const row = 6 * step;
  let sum = f32x4.splat(0);
  for (let j: usize = 0; j < 96; j += 16, from += step) {
    const m0 = v128.load(from), m1 = v128.load(from + row), m2 = v128.load(from + 2 * row);
    const m3 = v128.load(from + 3 * row), m4 = v128.load(from + 4 * row), m5 = v128.load(from + 5 * row);
    v128.store(temp + j, firstTap(m0, m1, m2, m3, m4));
    v128.store(temp + j, middleTap(m1, m2, m3, m4), 96);
    v128.store(temp + j, lastTap(m1, m2, m3, m4, m5), 192);
    const left = f32x4.add(f32x4.add(f32x4.abs(m0), f32x4.abs(m1)), f32x4.abs(m2));
    const right = f32x4.add(f32x4.add(f32x4.abs(m3), f32x4.abs(m4)), f32x4.abs(m5));
    sum = f32x4.add(sum, f32x4.add(left, right));
  }
  const least = f32x4.mul(sum, float(DOUBT, 0));
  v128.store(bounds, least);
  let certain = i32x4.splat(-1);
  for (let i = 0; i < 3; i++, temp += 96, to += 3 * tapStep) {
    const m1 = v128.load(temp, 16), m2 = v128.load(temp, 32), m3 = v128.load(temp, 48), m4 = v128.load(temp, 64);
    const first = firstTap(v128.load(temp), m1, m2, m3, m4);
    const middle = middleTap(m1, m2, m3, m4);
    const last = lastTap(m1, m2, m3, m4, v128.load(temp, 80));
    storeLanes(to, first, lanes);
    storeLanes(to + tapStep, middle, lanes);
    storeLanes(to + 2 * tapStep, last, lanes);
    const ofLine = f32x4.mul(least, i === 1 ? float(DOUBT, 2) : float(DOUBT, 1));
    const outer = f32x4.mul(ofLine, float(DOUBT, 1));
    certain = v128.and(certain, v128.and(f32x4.ge(f32x4.abs(first), outer), f32x4.ge(f32x4.abs(last), outer)));
    certain = v128.and(certain, f32x4.ge(f32x4.abs(middle), f32x4.mul(ofLine, float(DOUBT, 2))));
  }
  return certain;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function firstTap(m0: v128, m1: v128, m2: v128, m3: v128, m4: v128): v128 {
  const sum = madd(float(WINOGRAD, 11), f32x4.add(m1, m2), f32x4.mul(float(WINOGRAD, 10), m0));
  return madd(float(WINOGRAD, 14), f32x4.add(m3, m4), sum);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function middleTap(m1: v128, m2: v128, m3: v128, m4: v128): v128 {
  return madd(float(WINOGRAD, 15), f32x4.sub(m3, m4), f32x4.mul(float(WINOGRAD, 12), f32x4.sub(m1, m2)));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function lastTap(m1: v128, m2: v128, m3: v128, m4: v128, m5: v128): v128 {
  return madd(float(WINOGRAD, 16), f32x4.add(m3, m4), madd(float(WINOGRAD, 13), f32x4.add(m1, m2), m5));
}
