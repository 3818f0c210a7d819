/**
 * What the least squares of steps are made of, as `backend/operations/engine.ts` says. Each thread takes whole positions,
 * and the sums of a position go over its rows in their order.
 */
import { claim } from "../runtime/threads";
import { horizontalSum, madd } from "../runtime/simd";
import { between, cornerColumn, cornerRow, notDone, partAcross, partDown } from "./patch_rows";

/** Arguments of {@link stepProducts}. */
@unmanaged
class StepProducts {
  objectRe: usize;
  objectIm: usize;
  probeRe: usize;
  probeIm: usize;
  corners: usize;
  fractions: usize;
  chiRe: usize;
  chiIm: usize;
  objectWayRe: usize;
  objectWayIm: usize;
  probeWayRe: usize;
  probeWayIm: usize;
  /** Outputs. */
  uu: usize;
  vv: usize;
  uv: usize;
  ux: usize;
  vx: usize;
  positions: i32;
  modes: i32;
  /** Side of a pattern, even, at least 4. */
  size: i32;
  /** Columns of the canvas. */
  width: i32;
}

export function stepProducts(args: usize, thread: i32, threads: i32): void {
  const s = changetype<StepProducts>(args);
  for (let position = claim(); position < s.positions; position = claim()) sumProducts(s, position);
}

function sumProducts(s: StepProducts, position: i32): void {
  const size = s.size, line = usize(size) << 2, canvasRow = usize(s.width) << 2, mode = line * size;
  const fx = partAcross(s.fractions, position), fy = partDown(s.fractions, position), zero = f32x4.splat(0);
  const corner = usize(cornerRow(s.corners, position)) * canvasRow + (usize(cornerColumn(s.corners, position)) << 2);
  let chi = usize(position * s.modes) * mode, from = corner;
  let uu: f64 = 0, vv: f64 = 0, uv: f64 = 0, ux: f64 = 0, vx: f64 = 0;
  for (let row = 0; row < size; row++, from += canvasRow, chi += line) {
    let uuRow = zero, vvRow = zero, uvRow = zero, uxRow = zero, vxRow = zero;
    for (let next = 0; next < size; next += 4) {
      const column = min(next, size - 4), at = usize(column) << 2, rest = notDone(next - column);
      const re = v128.and(between(s.objectRe + from + at, canvasRow, fx, fy), rest);
      const im = v128.and(between(s.objectIm + from + at, canvasRow, fx, fy), rest);
      const wayRe = v128.and(between(s.objectWayRe + from + at, canvasRow, fx, fy), rest);
      const wayIm = v128.and(between(s.objectWayIm + from + at, canvasRow, fx, fy), rest);
      let place = usize(row) * line + at, last = chi + at;
      for (let m = 0; m < s.modes; m++, place += mode, last += mode) {
        const probeRe = v128.load(s.probeRe + place), probeIm = v128.load(s.probeIm + place);
        const probeWayRe = v128.load(s.probeWayRe + place), probeWayIm = v128.load(s.probeWayIm + place);
        const chiRe = v128.load(s.chiRe + last), chiIm = v128.load(s.chiIm + last);
        const uRe = f32x4.sub(f32x4.mul(wayRe, probeRe), f32x4.mul(wayIm, probeIm));
        const uIm = madd(wayRe, probeIm, f32x4.mul(wayIm, probeRe));
        const vRe = f32x4.sub(f32x4.mul(re, probeWayRe), f32x4.mul(im, probeWayIm));
        const vIm = madd(re, probeWayIm, f32x4.mul(im, probeWayRe));
        uuRow = madd(uRe, uRe, madd(uIm, uIm, uuRow));
        vvRow = madd(vRe, vRe, madd(vIm, vIm, vvRow));
        uvRow = madd(uRe, vRe, madd(uIm, vIm, uvRow));
        uxRow = madd(uRe, chiRe, madd(uIm, chiIm, uxRow));
        vxRow = madd(vRe, chiRe, madd(vIm, chiIm, vxRow));
      }
    }
    uu += f64(horizontalSum(uuRow));
    vv += f64(horizontalSum(vvRow));
    uv += f64(horizontalSum(uvRow));
    ux += f64(horizontalSum(uxRow));
    vx += f64(horizontalSum(vxRow));
  }
  const to = usize(position) << 2;
  f32.store(s.uu + to, f32(uu));
  f32.store(s.vv + to, f32(vv));
  f32.store(s.uv + to, f32(uv));
  f32.store(s.ux + to, f32(ux));
  f32.store(s.vx + to, f32(vx));
}
