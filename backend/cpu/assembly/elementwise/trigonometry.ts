/**
 * Sine and cosine of four numbers at once, to about two units in the last place up to 10^6; beyond that the error of the
 * angle grows with it, as a double's last place does, and from 10^15 on the result is merely some number from -1 to 1.
 */
import { BITS, CIRCLE, double, float, NUMBERS, TURN } from "../runtime/constants";
import { madd } from "../runtime/simd";

/** Sine; NaN of infinities. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function sin(x: v128): v128 {
  return sineAfter(x, 0);
}

/** Cosine; NaN of infinities. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function cos(x: v128): v128 {
  return sineAfter(x, 1);
}

/** Sine of x and so many quarters of a turn. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function sineAfter(x: v128, quarters: i32): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  const lowTurns = f64x2.nearest(f64x2.mul(low, double(TURN, 0)));
  const highTurns = f64x2.nearest(f64x2.mul(high, double(TURN, 0)));
  const r = v128.shuffle<f32>(remainder(low, lowTurns), remainder(high, highTurns), 0, 1, 4, 5);
  const quadrants = v128.shuffle<i32>(quadrant(lowTurns), quadrant(highTurns), 0, 1, 4, 5);
  const turned = i32x4.add(quadrants, i32x4.splat(quarters));
  const odd = i32x4.shr_s(i32x4.shl(turned, 31), 31);
  const sign = v128.and(i32x4.shl(turned, 30), float(BITS, 2));
  const z = f32x4.mul(r, r);
  return v128.xor(v128.bitselect(cosineNear(z), sineNear(r, z), odd), sign);
}

/** x less so many quarters of a turn, as floats in the lower lanes; within an eighth of a turn whatever the rounding. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function remainder(x: v128, turns: v128): v128 {
  const rough = f64x2.sub(x, f64x2.mul(turns, double(TURN, 1)));
  const r = f32x4.demote_f64x2_zero(f64x2.sub(rough, f64x2.mul(turns, double(TURN, 2))));
  return f32x4.pmax(f32x4.pmin(r, float(CIRCLE, 0)), float(CIRCLE, 1));
}

/** Quarters of a turn modulo 4, as integers in the lower lanes. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function quadrant(turns: v128): v128 {
  const whole = f64x2.floor(f64x2.mul(turns, double(TURN, 3)));
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.sub(turns, f64x2.mul(whole, double(TURN, 4))));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function sineNear(x: v128, z: v128): v128 {
  let p = madd(float(CIRCLE, 2), z, float(CIRCLE, 3));
  p = madd(p, z, float(CIRCLE, 4));
  return madd(f32x4.mul(p, z), x, x);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function cosineNear(z: v128): v128 {
  let p = madd(float(CIRCLE, 5), z, float(CIRCLE, 6));
  p = madd(p, z, float(CIRCLE, 7));
  return f32x4.add(madd(z, float(CIRCLE, 8), f32x4.mul(f32x4.mul(p, z), z)), float(NUMBERS, 1));
}
