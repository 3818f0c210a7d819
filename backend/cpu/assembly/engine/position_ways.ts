/**
 * How far patches lie, as `backend/operations/waves/position_ways.ts` says. Each thread takes whole positions; sums go
 * over rows in their order.
 */
import { horizontalSum, madd } from "../runtime/simd";
import { claim } from "../runtime/threads";
import { between, notDone } from "./patch_rows";
import { cornerOf, partAcross, partDown, PlacedWaves } from "./placed_waves";

/** Arguments of {@link positionWays}. */
@unmanaged
class Ways extends PlacedWaves {
  chiRe: usize;
  chiIm: usize;
  /** Output (2, B). */
  ways: usize;
  /** How many pixels away the neighbours are whose difference is a slope. */
  reach: i32;
}

/** Least square of a slope. */
const LEAST_SLOPE: f64 = 1e-30;

export function positionWays(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Ways>(args);
  for (let position = claim(); position < s.positions; position = claim()) findWays(s, position);
}

function findWays(s: Ways, position: i32): void {
  const size = s.size, line = usize(size) << 2, row = usize(s.width) << 2, zero = f32x4.splat(0);
  const fx = partAcross(s, position), fy = partDown(s, position);
  const across = usize(s.reach) << 2, down = usize(s.reach) * row;
  let from = cornerOf(s, position);
  let xx: f64 = 0, yy: f64 = 0, x: f64 = 0, y: f64 = 0;
  for (let r = 0; r < size; r++, from += row) {
    let xxRow = zero, yyRow = zero, xRow = zero, yRow = zero;
    for (let next = 0; next < size; next += 4) {
      const column = min(next, size - 4), at = usize(column) << 2, rest = notDone(next - column);
      // Σ over modes of P* χ and of |P|².
      let re = zero, im = zero, light = zero;
      for (let m = 0; m < s.modes; m++) {
        const place = usize(m * size + r) * line + at, last = usize((position * s.modes + m) * size + r) * line + at;
        const probeRe = v128.load(s.probeRe + place), probeIm = v128.load(s.probeIm + place);
        const chiRe = v128.load(s.chiRe + last), chiIm = v128.load(s.chiIm + last);
        re = madd(probeRe, chiRe, madd(probeIm, chiIm, re));
        im = f32x4.sub(madd(probeRe, chiIm, im), f32x4.mul(probeIm, chiRe));
        light = madd(probeRe, probeRe, madd(probeIm, probeIm, light));
      }
      re = v128.and(re, rest);
      im = v128.and(im, rest);
      light = v128.and(light, rest);
      const objectRe = s.objectRe + from + at, objectIm = s.objectIm + from + at;
      const xRe = slope(objectRe, across, row, fx, fy), xIm = slope(objectIm, across, row, fx, fy);
      const yRe = slope(objectRe, down, row, fx, fy), yIm = slope(objectIm, down, row, fx, fy);
      xxRow = madd(light, madd(xRe, xRe, f32x4.mul(xIm, xIm)), xxRow);
      yyRow = madd(light, madd(yRe, yRe, f32x4.mul(yIm, yIm)), yyRow);
      xRow = madd(xRe, re, madd(xIm, im, xRow));
      yRow = madd(yRe, re, madd(yIm, im, yRow));
    }
    xx += f64(horizontalSum(xxRow));
    yy += f64(horizontalSum(yyRow));
    x += f64(horizontalSum(xRow));
    y += f64(horizontalSum(yRow));
  }
  // Differences are of neighbours 2 reach apart.
  const slopes = 0.5 / f64(s.reach);
  const to = s.ways + (usize(position) << 2);
  f32.store(to, f32(slopes * x / max(slopes * slopes * xx, LEAST_SLOPE)));
  f32.store(to + (usize(s.positions) << 2), f32(slopes * y / max(slopes * slopes * yy, LEAST_SLOPE)));
}

/** The difference of both neighbours of four pixels of a patch, which lie `step` bytes away. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function slope(at: usize, step: usize, row: usize, fx: f32, fy: f32): v128 {
  const after = between(at + step, row, fx, fy), before = between(at - step, row, fx, fy);
  return f32x4.sub(after, before);
}
