/**
 * A strip of the probe: the sums over all positions, and its step.
 */
import { madd } from "../runtime/simd";
import { between, notDone } from "./patch_rows";
import { cornerOf, partAcross, partDown } from "./placed_waves";
import {
  allModes,
  coefficientsOf,
  EngineStep,
  imaginaryPartOf,
  movingModes,
  realPartOf,
  shareOf,
  STRIP,
} from "./step_arguments";

/** Σ O* χ of all modes and Σ |O|² of a strip, and its most light. */
export function sumStrip(s: EngineStep, strip: i32): void {
  const size = s.size, mode = usize(size) * size << 2, imaginary = usize(allModes(s)) * mode;
  const start = usize(strip) * STRIP * size << 2, end = min(mode, start + (usize(STRIP) * size << 2));
  const light = s.probeSums + 2 * imaginary;
  for (let m: usize = 0; m < usize(2 * allModes(s)); m++) memory.fill(s.probeSums + m * mode + start, 0, end - start);
  memory.fill(light + start, 0, end - start);
  const rows = i32((end - start) / (usize(size) << 2));
  for (let position = 0; position < s.positions; position++) {
    for (let row = 0; row < rows; row++) sumRow(s, position, strip * STRIP + row);
  }
  let most = f32x4.splat(0);
  for (let at = start; at < end; at += 16) most = f32x4.max(most, v128.load(light + at));
  const pairs = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  f32.store(s.stripMost + (usize(strip) << 2), max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1)));
}

/** The step of a strip. */
export function moveStrip(s: EngineStep, strip: i32, most: f32): void {
  const size = s.size, mode = usize(size) * size << 2, imaginary = usize(allModes(s)) * mode;
  const start = usize(strip) * STRIP * size << 2, end = min(mode, start + (usize(STRIP) * size << 2));
  for (let at = start; at < end; at += 16) {
    const light = v128.load(s.probeSums + 2 * imaginary + at);
    const share = shareOf(light, most, s.probeStep, s.probeRegularisation);
    let place = at;
    for (let m = 0; m < movingModes(s); m++, place += mode) {
      const re = realPartOf(s, m) + place, im = imaginaryPartOf(s, m) + place, sum = s.probeSums + place;
      v128.store(re, madd(v128.load(sum), share, v128.load(re)));
      v128.store(im, madd(v128.load(sum + imaginary), share, v128.load(im)));
    }
  }
}

/** The way of a strip, which is where its step of 1 ends, in the place of its sums; and the light of its modes. */
export function stripWay(s: EngineStep, strip: i32, most: f32): void {
  const size = s.size, mode = usize(size) * size << 2, imaginary = usize(allModes(s)) * mode;
  const start = usize(strip) * STRIP * size << 2, end = min(mode, start + (usize(STRIP) * size << 2));
  for (let at = start; at < end; at += 16) {
    const light = v128.load(s.probeSums + 2 * imaginary + at), share = shareOf(light, most, 1, s.probeRegularisation);
    let thrown = f32x4.splat(0), place = at;
    for (let m = 0; m < allModes(s); m++, place += mode) {
      const re = v128.load(realPartOf(s, m) + place), im = v128.load(imaginaryPartOf(s, m) + place), sum = s.probeSums + place;
      thrown = madd(re, re, madd(im, im, thrown));
      v128.store(sum, f32x4.mul(v128.load(sum), share));
      v128.store(sum + imaginary, f32x4.mul(v128.load(sum + imaginary), share));
    }
    v128.store(s.light + at, thrown);
  }
}

/** A strip goes its way so far. */
export function moveStripBy(s: EngineStep, strip: i32, step: f32): void {
  const size = s.size, mode = usize(size) * size << 2, imaginary = usize(allModes(s)) * mode, share = f32x4.splat(step);
  const start = usize(strip) * STRIP * size << 2, end = min(mode, start + (usize(STRIP) * size << 2));
  for (let m = 0; m < movingModes(s); m++) {
    const first = usize(m) * mode;
    for (let at = first + start; at < first + end; at += 16) {
      const re = realPartOf(s, m) + at, im = imaginaryPartOf(s, m) + at, way = s.probeSums + at;
      v128.store(re, madd(v128.load(way), share, v128.load(re)));
      v128.store(im, madd(v128.load(way + imaginary), share, v128.load(im)));
    }
  }
}

/** Adds what a position has of one row. */
function sumRow(s: EngineStep, position: i32, row: i32): void {
  const size = s.size, canvasRow = usize(s.width) << 2, mode = usize(size) * size << 2;
  const fx = partAcross(s, position), fy = partDown(s, position), imaginary = usize(allModes(s)) * mode;
  const from = cornerOf(s, position) + usize(row) * canvasRow;
  const line = usize(row) * size << 2, chi = usize(position * s.modes) * mode;
  const coefficients = coefficientsOf(s, position), parts = usize(s.eigenprobes) << 2;
  for (let next = 0; next < size; next += 4) {
    const column = min(next, size - 4), at = usize(column) << 2, rest = notDone(next - column);
    const re = v128.and(between(s.objectRe + from + at, canvasRow, fx, fy), rest);
    const im = v128.and(between(s.objectIm + from + at, canvasRow, fx, fy), rest);
    const light = s.probeSums + 2 * imaginary + line + at;
    v128.store(light, madd(re, re, madd(im, im, v128.load(light))));
    let place = line + at;
    for (let m = 0; m < s.modes; m++, place += mode) {
      const chiRe = v128.load(s.chiRe + chi + place), chiIm = v128.load(s.chiIm + chi + place);
      const sum = s.probeSums + place;
      v128.store(sum, madd(re, chiRe, madd(im, chiIm, v128.load(sum))));
      v128.store(sum + imaginary, f32x4.sub(madd(re, chiIm, v128.load(sum + imaginary)), f32x4.mul(im, chiRe)));
    }
    if (parts === 0) continue;
    const chiRe = v128.load(s.chiRe + chi + line + at), chiIm = v128.load(s.chiIm + chi + line + at);
    const productRe = madd(re, chiRe, f32x4.mul(im, chiIm));
    const productIm = f32x4.sub(f32x4.mul(re, chiIm), f32x4.mul(im, chiRe));
    for (let c = coefficients; c < coefficients + parts; c += 4, place += mode) {
      const cRe = v128.load32_splat(c), cIm = v128.load32_splat(c + parts), sum = s.probeSums + place;
      v128.store(sum, madd(cRe, productRe, madd(cIm, productIm, v128.load(sum))));
      v128.store(sum + imaginary, f32x4.sub(madd(cRe, productIm, v128.load(sum + imaginary)), f32x4.mul(cIm, productRe)));
    }
  }
}
