/**
 * Rows of a patch of the object, bilinear between pixels, as `backend/operations/waves/engine.ts` says.
 */
import { madd } from "../runtime/simd";

/** Lanes behind those that were done, 0 or 2: a row that is no whole number of fours has a last four that reaches back. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function notDone(done: i32): v128 {
  return done === 0 ? i32x4.splat(-1) : i32x4(0, 0, -1, -1);
}

/** The lanes of the last two columns of a side that is no multiple of 4. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function firstTwo(): v128 {
  return i32x4(-1, -1, 0, 0);
}

/** Four pixels between those at `at`, to the right by `fx` and below by `fy`; a part of 0 asks for no neighbour. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function between(at: usize, row: usize, fx: f32, fy: f32): v128 {
  // At a whole pixel the neighbour may not exist; the pixel itself then stands in for it.
  const right: usize = fx > 0 ? 4 : 0, below: usize = fy > 0 ? row : 0;
  const upper = madd(
    f32x4.splat(fx),
    v128.load(at + right),
    f32x4.mul(f32x4.splat(1 - fx), v128.load(at)),
  );
  const lower = madd(
    f32x4.splat(fx),
    v128.load(at + below + right),
    f32x4.mul(f32x4.splat(1 - fx), v128.load(at + below)),
  );
  return madd(f32x4.splat(fy), lower, f32x4.mul(f32x4.splat(1 - fy), upper));
}
