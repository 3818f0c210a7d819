/**
 * Exponential, logarithm and what follows from them, of four numbers at once: range reduction and the minimax polynomials
 * of Cephes, to about two units in the last place. Infinities, NaN and zeros are as IEEE 754 has them.
 */
import { BITS, EXP, float, LIMITS, LOG, NUMBERS, TANH } from "../runtime/constants";
import { madd } from "../runtime/simd";

/** e^x: 0 below -104, infinity above 88.73. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function exp(x: v128): v128 {
  // pmin and pmax with the number on the left let NaN pass.
  const bounded = f32x4.pmax(f32x4.pmin(x, float(EXP, 0)), float(EXP, 1));
  const rounder = float(EXP, 3);
  const shifted = madd(bounded, float(EXP, 2), rounder);
  const power = f32x4.sub(shifted, rounder);
  const r = madd(power, float(EXP, 5), madd(power, float(EXP, 4), bounded));
  let p = madd(float(EXP, 6), r, float(EXP, 7));
  p = madd(p, r, float(EXP, 8));
  p = madd(p, r, float(EXP, 9));
  p = madd(p, r, float(EXP, 10));
  p = madd(p, r, float(EXP, 11));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), float(NUMBERS, 1));
  // 2^power in two factors, as it may be beyond the normal numbers.
  const whole = i32x4.sub(shifted, rounder);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/** Natural logarithm. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, float(LIMITS, 0));
  const normal = v128.bitselect(f32x4.mul(x, float(LIMITS, 1)), x, tiny);
  let y = logOfNormal(normal, v128.and(tiny, float(LIMITS, 2)));
  y = v128.bitselect(y, x, f32x4.lt(x, float(LIMITS, 3)));
  y = v128.bitselect(float(LIMITS, 4), y, f32x4.eq(x, f32x4.splat(0)));
  // All ones are a NaN.
  return v128.or(y, f32x4.lt(x, f32x4.splat(0)));
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function sigmoid(x: v128): v128 {
  const one = float(NUMBERS, 1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** Hyperbolic tangent. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, float(BITS, 2));
  const size = v128.xor(x, sign);
  const z = f32x4.mul(x, x);
  let p = madd(float(TANH, 1), z, float(TANH, 2));
  p = madd(p, z, float(TANH, 3));
  p = madd(p, z, float(TANH, 4));
  p = madd(p, z, float(TANH, 5));
  const near = madd(f32x4.mul(p, z), x, x);
  const one = float(NUMBERS, 1);
  const far = f32x4.sub(one, f32x4.div(float(NUMBERS, 2), f32x4.add(exp(f32x4.add(size, size)), one)));
  return v128.bitselect(v128.or(far, sign), near, f32x4.gt(size, float(TANH, 0)));
}

/** ln(1 + e^x). */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function softplus(x: v128): v128 {
  const one = float(NUMBERS, 1);
  const y = exp(v128.or(x, float(BITS, 2)));
  const u = f32x4.add(one, y);
  // What was lost in 1 + y is given back to first order.
  const lost = f32x4.div(f32x4.sub(y, f32x4.sub(u, one)), u);
  const rest = f32x4.add(logOfNormal(u, f32x4.splat(0)), lost);
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), rest);
}

/** Natural logarithm of positive normal numbers times 2^`power`. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function logOfNormal(x: v128, power: v128): v128 {
  const one = float(NUMBERS, 1);
  const fraction = v128.or(v128.and(x, float(BITS, 0)), float(BITS, 1));
  const small = f32x4.lt(fraction, float(LOG, 0));
  let e = f32x4.add(f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), float(BITS, 4))), power);
  e = f32x4.sub(e, v128.and(small, one));
  const m = f32x4.sub(f32x4.add(fraction, v128.and(small, fraction)), one);
  const z = f32x4.mul(m, m);
  let p = madd(float(LOG, 4), m, float(LOG, 5));
  p = madd(p, m, float(LOG, 6));
  p = madd(p, m, float(LOG, 7));
  p = madd(p, m, float(LOG, 8));
  p = madd(p, m, float(LOG, 9));
  p = madd(p, m, float(LOG, 10));
  p = madd(p, m, float(LOG, 11));
  p = madd(p, m, float(LOG, 12));
  p = madd(e, float(LOG, 1), f32x4.mul(f32x4.mul(p, m), z));
  p = madd(z, float(LOG, 3), p);
  return madd(e, float(LOG, 2), f32x4.add(m, p));
}

/** 2^n of integers n from -126 to 127. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, float(BITS, 3)), 23);
}
