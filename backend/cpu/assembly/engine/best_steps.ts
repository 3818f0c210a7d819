/**
 * How far a position is best gone on the ways of object and probe, as `backend/operations/waves/least_squares_step.ts`
 * says: sums over its rows in their order, and what least squares make of them.
 */
import { horizontalSum, madd } from "../runtime/simd";
import { between, notDone } from "./patch_rows";
import { cornerOf, partAcross, partDown } from "./placed_waves";
import { allModes, coefficientsOf, EngineStep, imaginaryPartOf, realPartOf } from "./step_arguments";

/** What the squares of both ways are made larger by, and the least of them: one that is shorter leads nowhere. */
const DAMPING: f64 = 1.1;
const LEAST_SQUARE: f64 = 1e-30;

/** Finds both α of a position; where the probe stays, its α is 0. */
export function bestSteps(s: EngineStep, position: i32): void {
  const size = s.size, line = usize(size) << 2, canvasRow = usize(s.width) << 2, mode = line * size;
  const fx = partAcross(s, position), fy = partDown(s, position), zero = f32x4.splat(0), imaginary = mode * allModes(s);
  const moves = s.probeStep > 0, parts = usize(s.eigenprobes) << 2;
  let chi = usize(position * s.modes) * mode, from = cornerOf(s, position);
  let uu: f64 = 0, vv: f64 = 0, uv: f64 = 0, ux: f64 = 0, vx: f64 = 0;
  for (let row = 0; row < size; row++, from += canvasRow, chi += line) {
    let uuRow = zero, vvRow = zero, uvRow = zero, uxRow = zero, vxRow = zero;
    for (let next = 0; next < size; next += 4) {
      const column = min(next, size - 4), at = usize(column) << 2, rest = notDone(next - column);
      const wayRe = v128.and(between(s.wayRe + from + at, canvasRow, fx, fy), rest);
      const wayIm = v128.and(between(s.wayIm + from + at, canvasRow, fx, fy), rest);
      let re = zero, im = zero, place = usize(row) * line + at, last = chi + at;
      if (moves) {
        re = v128.and(between(s.objectRe + from + at, canvasRow, fx, fy), rest);
        im = v128.and(between(s.objectIm + from + at, canvasRow, fx, fy), rest);
      }
      let coefficient = coefficientsOf(s, position);
      for (let m = 0; m < allModes(s); m++, place += mode, last += mode) {
        const probeRe = v128.load(realPartOf(s, m) + place), probeIm = v128.load(imaginaryPartOf(s, m) + place);
        // What an eigenprobe lacks is what the first mode does, times its conjugate coefficient.
        const lacking = m < s.modes ? last : chi + at;
        let chiRe = v128.load(s.chiRe + lacking), chiIm = v128.load(s.chiIm + lacking);
        if (m >= s.modes) {
          const cRe = v128.load32_splat(coefficient), cIm = v128.load32_splat(coefficient + parts), re = chiRe;
          chiRe = madd(cRe, re, f32x4.mul(cIm, chiIm));
          chiIm = f32x4.sub(f32x4.mul(cRe, chiIm), f32x4.mul(cIm, re));
          coefficient += 4;
        }
        const uRe = f32x4.sub(f32x4.mul(wayRe, probeRe), f32x4.mul(wayIm, probeIm));
        const uIm = madd(wayRe, probeIm, f32x4.mul(wayIm, probeRe));
        uuRow = madd(uRe, uRe, madd(uIm, uIm, uuRow));
        uxRow = madd(uRe, chiRe, madd(uIm, chiIm, uxRow));
        if (!moves) continue;
        const probeWayRe = v128.load(s.probeSums + place), probeWayIm = v128.load(s.probeSums + imaginary + place);
        const vRe = f32x4.sub(f32x4.mul(re, probeWayRe), f32x4.mul(im, probeWayIm));
        const vIm = madd(re, probeWayIm, f32x4.mul(im, probeWayRe));
        vvRow = madd(vRe, vRe, madd(vIm, vIm, vvRow));
        uvRow = madd(uRe, vRe, madd(uIm, vIm, uvRow));
        vxRow = madd(vRe, chiRe, madd(vIm, chiIm, vxRow));
      }
    }
    uu += f64(horizontalSum(uuRow));
    vv += f64(horizontalSum(vvRow));
    uv += f64(horizontalSum(uvRow));
    ux += f64(horizontalSum(uxRow));
    vx += f64(horizontalSum(vxRow));
  }
  const u = max(DAMPING * uu, LEAST_SQUARE), v = max(DAMPING * vv, LEAST_SQUARE), rest = 1 - uv / u * (uv / v);
  const to = s.steps + (usize(position) << 2);
  f32.store(to, f32(max(0, (ux / u - uv / u * (vx / v)) / rest)));
  f32.store(to + (usize(s.positions) << 2), f32(max(0, (vx / v - uv / v * (ux / u)) / rest)));
}
