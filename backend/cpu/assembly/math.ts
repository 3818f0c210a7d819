/**
 * Exponential, logarithm and what follows from them, of four numbers at once: range reduction and the minimax polynomials
 * of Cephes, to about two units in the last place. Infinities, NaN and zeros are as IEEE 754 has them.
 */
import { madd } from "./simd";

/** Leading bits of ln 2, so that its product with a small integer is exact. */
const LN2_HIGH: f32 = 0.693359375;
/** ln 2 less {@link LN2_HIGH}. */
const LN2_LOW: f32 = -2.12194440e-4;
/** Adding it leaves an integer in the lowest bits of the sum. */
const ROUNDER: f32 = 12582912;

/** e^x: 0 below -104, infinity above 88.73. */
export function exp(x: v128): v128 {
  // pmin and pmax with the number on the left let NaN pass.
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  const shifted = madd(bounded, f32x4.splat(1.44269504088896341), f32x4.splat(ROUNDER));
  const power = f32x4.sub(shifted, f32x4.splat(ROUNDER));
  const r = madd(power, f32x4.splat(-LN2_LOW), madd(power, f32x4.splat(-LN2_HIGH), bounded));
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  // 2^power in two factors, as it may be beyond the normal numbers.
  const whole = i32x4.sub(shifted, f32x4.splat(ROUNDER));
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/** Natural logarithm. */
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
  let y = logOfNormal(normal, v128.and(tiny, f32x4.splat(-23)));
  y = v128.bitselect(y, x, f32x4.lt(x, f32x4.splat(Infinity)));
  y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)));
  return v128.bitselect(f32x4.splat(NaN), y, f32x4.lt(x, f32x4.splat(0)));
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** Hyperbolic tangent. */
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = madd(p, z, f32x4.splat(2.06390887954e-2));
  p = madd(p, z, f32x4.splat(-5.37397155531e-2));
  p = madd(p, z, f32x4.splat(1.33314422036e-1));
  p = madd(p, z, f32x4.splat(-3.33332819422e-1));
  const near = madd(f32x4.mul(p, z), x, x);
  const far = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(exp(f32x4.add(size, size)), f32x4.splat(1))));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(signed, near, f32x4.gt(size, f32x4.splat(0.625)));
}

/** ln(1 + e^x). */
export function softplus(x: v128): v128 {
  const one = f32x4.splat(1);
  const y = exp(f32x4.neg(f32x4.abs(x)));
  const u = f32x4.add(one, y);
  // What was lost in 1 + y is given back to first order.
  const lost = f32x4.div(f32x4.sub(y, f32x4.sub(u, one)), u);
  const rest = f32x4.add(logOfNormal(u, f32x4.splat(0)), lost);
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), rest);
}

/** Natural logarithm of positive normal numbers times 2^`power`. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function logOfNormal(x: v128, power: v128): v128 {
  const one = f32x4.splat(1);
  const fraction = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const small = f32x4.lt(fraction, f32x4.splat(0.707106781186547524));
  let e = f32x4.add(f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126))), power);
  e = f32x4.sub(e, v128.and(small, one));
  const m = f32x4.sub(f32x4.add(fraction, v128.and(small, fraction)), one);
  const z = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = madd(p, m, f32x4.splat(-1.1514610310e-1));
  p = madd(p, m, f32x4.splat(1.1676998740e-1));
  p = madd(p, m, f32x4.splat(-1.2420140846e-1));
  p = madd(p, m, f32x4.splat(1.4249322787e-1));
  p = madd(p, m, f32x4.splat(-1.6668057665e-1));
  p = madd(p, m, f32x4.splat(2.0000714765e-1));
  p = madd(p, m, f32x4.splat(-2.4999993993e-1));
  p = madd(p, m, f32x4.splat(3.3333331174e-1));
  p = madd(e, f32x4.splat(LN2_LOW), f32x4.mul(f32x4.mul(p, m), z));
  p = madd(z, f32x4.splat(-0.5), p);
  return madd(e, f32x4.splat(LN2_HIGH), f32x4.add(m, p));
}

/** 2^n of integers n from -126 to 127. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}
