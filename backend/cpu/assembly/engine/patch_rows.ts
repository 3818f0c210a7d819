/**
 * Rows of a patch of the object, bilinear between pixels, as `backend/operations/engine.ts` says.
 */
import { madd } from "../runtime/simd";

/** Row of the canvas on which a position's patch begins. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function cornerRow(corners: usize, position: i32): i32 {
  return i32.load(corners + (usize(position) << 3));
}

/** The column. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function cornerColumn(corners: usize, position: i32): i32 {
  return i32.load(corners + (usize(position) << 3), 4);
}

/** How far down between pixels it lies, from 0 to below 1. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function partDown(fractions: usize, position: i32): f32 {
  return f32.load(fractions + (usize(position) << 3));
}

/** How far across. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function partAcross(fractions: usize, position: i32): f32 {
  return f32.load(fractions + (usize(position) << 3), 4);
}

/** Lanes behind those that were done, 0 or 2: a row that is no whole number of fours has a last four that reaches back. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function notDone(done: i32): v128 {
  return done === 0 ? i32x4.splat(-1) : i32x4(0, 0, -1, -1);
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
