/**
 * The step of a pattern that makes its counts the likeliest, as `backend/operations/waves/engine.ts` says: with u = −v
 * and the intensity I' = I + 1, so that n + 1 = I' (1 + u), half the slope is Σ u I' (l − (1 + u) / l) with l = 1 + ξ
 * u, and half the bend Σ u² I' (1 + (1 + u) / l²).
 */
import { float, NUMBERS } from "../runtime/constants";
import { horizontalSum, madd } from "../runtime/simd";

/** Newton's steps, and the longest step: at 1, pixels without a count would have nothing left. */
const NEWTON_STEPS: i32 = 5;
const LONGEST_STEP: f64 = 0.999;

/** Bytes of four pixels: u, then I'. */
export const FOUR_PIXELS: usize = 32;

/**
 * ξ, from 0.
 *
 * @param pixels Where u and I' are, by four pixels.
 * @param size Side of the pattern.
 */
export function likeliestStep(pixels: usize, size: i32): f32 {
  const one = float(NUMBERS, 1), row = usize((size + 3) >> 2) * FOUR_PIXELS, end = pixels + usize(size) * row;
  let step: f64 = 0;
  for (let k = 0; k < NEWTON_STEPS; k++) {
    const along = f32x4.splat(f32(step));
    let slope: f64 = 0, bend: f64 = 0;
    for (let line = pixels; line < end; line += row) {
      let slopes = f32x4.splat(0), bends = slopes;
      for (let at = line; at < line + row; at += FOUR_PIXELS) {
        const u = v128.load(at), weighed = f32x4.mul(u, v128.load(at, 16));
        const left = madd(along, u, one), share = f32x4.div(f32x4.add(one, u), left);
        slopes = madd(weighed, f32x4.sub(left, share), slopes);
        bends = madd(f32x4.mul(weighed, u), f32x4.add(one, f32x4.div(share, left)), bends);
      }
      slope += f64(horizontalSum(slopes));
      bend += f64(horizontalSum(bends));
    }
    step = max(0, min(LONGEST_STEP, step - slope / max(bend, 1e-24)));
  }
  return f32(step);
}
