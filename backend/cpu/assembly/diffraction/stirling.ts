/**
 * What Stirling's leading terms leave of the logarithm of the factorial, lnΓ(k + 1) - k ln k + k, of four counts at once:
 * the formulas of `backend/operations/stirling_remainder.ts`.
 */
import { log } from "../elementwise/math";
import { float, STIRLING } from "../runtime/constants";
import { madd } from "../runtime/simd";

/** Indices of the first and the last coefficient of the Taylor series in {@link STIRLING}. */
const FIRST: usize = 12;
const LAST: usize = 22;

/** Of counts above 0; of 0 it is any number. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function stirlingRemainder(k: v128): v128 {
  const low = v128.and(f32x4.lt(k, float(STIRLING, 2)), f32x4.gt(k, f32x4.splat(0)));
  const remainder = stirling(k);
  return v128.any_true(low) ? v128.bitselect(nearZero(k), remainder, low) : remainder;
}

/** ½ ln 2πk + 1/12k - 1/360k³; counts below 16 are taken to k + 4, where that serves, by Γ(x + 1) = x Γ(x). */
// @ts-ignore: decorators are AssemblyScript's
@inline
function stirling(k: v128): v128 {
  const below = f32x4.lt(k, float(STIRLING, 3));
  const last = f32x4.add(k, v128.and(float(STIRLING, 7), below));
  const inverse = f32x4.div(float(STIRLING, 4), last);
  const series = f32x4.mul(
    inverse,
    f32x4.sub(float(STIRLING, 10), f32x4.mul(f32x4.mul(inverse, inverse), float(STIRLING, 11))),
  );
  let circle = f32x4.mul(last, float(STIRLING, 9)), rest = series;
  if (v128.any_true(below)) {
    const two = f32x4.mul(f32x4.add(k, float(STIRLING, 4)), f32x4.add(k, float(STIRLING, 5)));
    const product = f32x4.mul(two, f32x4.add(k, float(STIRLING, 6)));
    const ratio = f32x4.div(f32x4.mul(f32x4.mul(last, last), last), product);
    // Its logarithm, and the half of the circle's, are the half of one.
    circle = v128.bitselect(f32x4.mul(circle, f32x4.mul(ratio, ratio)), circle, below);
    const shift = f32x4.sub(f32x4.mul(k, log(f32x4.div(last, k))), float(STIRLING, 7));
    rest = f32x4.add(series, v128.and(shift, below));
  }
  return madd(log(circle), float(STIRLING, 8), rest);
}

/** Taylor's series of lnΓ(1 + k), less k ln k - k. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function nearZero(k: v128): v128 {
  let sum = float(STIRLING, FIRST);
  for (let i = FIRST + 1; i <= LAST; i++) sum = madd(sum, k, float(STIRLING, i));
  const logarithm = log(f32x4.max(k, float(STIRLING, 1)));
  return f32x4.add(f32x4.sub(f32x4.mul(sum, k), f32x4.mul(k, logarithm)), k);
}
