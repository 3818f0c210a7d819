/**
 * The step of the coefficients of eigenprobes, as `backend/operations/waves/shot_variation.ts` says. Each thread takes
 * whole positions: first all inner products of what eigenprobes make of the object, then, once the light of all
 * positions is known, the coefficients, and what is left of χ. Sums go over rows in their order, so no bit depends on
 * the threads.
 */
import { horizontalSum, madd } from "../runtime/simd";
import { barrier, claim } from "../runtime/threads";
import { between, notDone } from "./patch_rows";
import { cornerOf, partAcross, partDown, PlacedWaves } from "./placed_waves";

/** Arguments of {@link coefficientStep}; the modes of the probe are the eigenprobes E. */
@unmanaged
class Coefficients extends PlacedWaves {
  /** χ (B, M, N, N), the first mode of which changes. */
  chiRe: usize;
  chiIm: usize;
  /** (P, 2 K) coefficients of all patterns: of each K real parts, then the imaginary ones. */
  all: usize;
  /** (B) numbers of the patterns. */
  rows: usize;
  /** Output: (B, 2 K) those of the batch. */
  coefficients: usize;
  /**
   * Room for each position: of each eigenprobe E its light |E O|², ⟨E O, χ⟩ and ⟨E O, E' O⟩ of those before it, numbers of 64
   * bits; and |O|² and O* χ of a row.
   */
  room: usize;
  roomStep: usize;
  /** M. */
  chiModes: i32;
}

/** Bytes of four pixels: |O|², then both parts of O* χ. */
const FOUR_PIXELS: usize = 48;

/** Share of the batch's mean light that is added to each position's, and the least square. */
const DAMPING: f64 = 0.1;
const LEAST_SQUARE: f64 = 1e-24;

export function coefficientStep(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Coefficients>(args);
  for (let position = claim(); position < s.positions; position = claim()) takeProducts(s, position);
  barrier(threads);
  for (let position = claim(); position < s.positions; position = claim()) {
    findSteps(s, position);
    leaveRest(s, position);
  }
}

/** Sums the products of a position, row by row: with O* χ and |O|² of the row, E is all that differs. */
function takeProducts(s: Coefficients, position: i32): void {
  const size = s.size, line = usize(size) << 2, canvasRow = usize(s.width) << 2, mode = line * size;
  const fx = partAcross(s, position), fy = partDown(s, position), totals = roomOf(s, position);
  const seen = totals + (products(s) << 3);
  let from = cornerOf(s, position), chi = usize(position * s.chiModes) * mode, place: usize = 0;
  memory.fill(totals, 0, products(s) << 3);
  for (let row = 0; row < size; row++, from += canvasRow, chi += line, place += line) {
    for (let next = 0; next < size; next += 4) {
      const column = min(next, size - 4), at = usize(column) << 2, rest = notDone(next - column);
      const re = between(s.objectRe + from + at, canvasRow, fx, fy);
      const im = between(s.objectIm + from + at, canvasRow, fx, fy);
      const chiRe = v128.load(s.chiRe + chi + at), chiIm = v128.load(s.chiIm + chi + at);
      const to = seen + usize(next >> 2) * FOUR_PIXELS;
      v128.store(to, v128.and(madd(re, re, f32x4.mul(im, im)), rest));
      v128.store(to, v128.and(madd(re, chiRe, f32x4.mul(im, chiIm)), rest), 16);
      v128.store(to, v128.and(f32x4.sub(f32x4.mul(re, chiIm), f32x4.mul(im, chiRe)), rest), 32);
    }
    let to = totals, eigen = place;
    for (let k = 0; k < s.modes; k++, eigen += mode) {
      addOwn(s, eigen, seen, to);
      to += 24;
      for (let before = place; before < eigen; before += mode, to += 16) addShared(s, eigen, before, seen, to);
    }
  }
}
/** Adds, of a row of an eigenprobe, its light on the object, and its product with χ. */
function addOwn(s: Coefficients, eigen: usize, seen: usize, to: usize): void {
  const last = usize(s.size - 4) << 2;
  let light = f32x4.splat(0), re = light, im = light;
  for (let next: usize = 0; next < usize(s.size) << 2; next += 16, seen += FOUR_PIXELS) {
    const at = eigen + min(next, last), eigenRe = v128.load(s.probeRe + at), eigenIm = v128.load(s.probeIm + at);
    const lackingRe = v128.load(seen, 16), lackingIm = v128.load(seen, 32);
    light = madd(v128.load(seen), madd(eigenRe, eigenRe, f32x4.mul(eigenIm, eigenIm)), light);
    re = madd(eigenRe, lackingRe, madd(eigenIm, lackingIm, re));
    im = f32x4.sub(madd(eigenRe, lackingIm, im), f32x4.mul(eigenIm, lackingRe));
  }
  addTo(to, light);
  addTo(to + 8, re);
  addTo(to + 16, im);
}

/** Adds, of a row, the product of an eigenprobe with one before it, in the light of the object. */
function addShared(s: Coefficients, eigen: usize, before: usize, seen: usize, to: usize): void {
  const last = usize(s.size - 4) << 2;
  let re = f32x4.splat(0), im = re;
  for (let next: usize = 0; next < usize(s.size) << 2; next += 16, seen += FOUR_PIXELS) {
    const at = min(next, last), light = v128.load(seen);
    const aRe = v128.load(s.probeRe + eigen + at), aIm = v128.load(s.probeIm + eigen + at);
    const bRe = v128.load(s.probeRe + before + at), bIm = v128.load(s.probeIm + before + at);
    re = madd(light, madd(aRe, bRe, f32x4.mul(aIm, bIm)), re);
    im = madd(light, f32x4.sub(f32x4.mul(aRe, bIm), f32x4.mul(aIm, bRe)), im);
  }
  addTo(to, re);
  addTo(to + 8, im);
}

/** Adds four numbers to one of 64 bits. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function addTo(to: usize, four: v128): void {
  f64.store(to, f64.load(to) + f64(horizontalSum(four)));
}

/** The steps of a position's coefficients, one eigenprobe after the other; they are left where its last row was. */
function findSteps(s: Coefficients, position: i32): void {
  const count = s.modes, steps = stepsOf(s, position), parts = usize(count) << 2;
  const own = s.all + usize(i32.load(s.rows + (usize(position) << 2))) * 2 * parts;
  const to = s.coefficients + usize(position) * 2 * parts;
  let at = roomOf(s, position), offset: usize = 0;
  for (let k = 0; k < count; k++) {
    const light = f64.load(at), damped = light + DAMPING * meanLight(s, offset) + LEAST_SQUARE, c = usize(k) << 2;
    let re = f64.load(at, 8), im = f64.load(at, 16);
    for (let l = 0; l < k; l++) {
      const product = at + 24 + (usize(l) << 4), productRe = f64.load(product), productIm = f64.load(product, 8);
      const stepRe = f64(f32.load(steps + (usize(l) << 2))), stepIm = f64(f32.load(steps + (usize(l) << 2) + parts));
      re -= productRe * stepRe - productIm * stepIm;
      im -= productRe * stepIm + productIm * stepRe;
    }
    const stepRe = f32(re / damped), stepIm = f32(im / damped);
    f32.store(steps + c, stepRe);
    f32.store(steps + c + parts, stepIm);
    f32.store(own + c, f32.load(own + c) + stepRe);
    f32.store(own + c + parts, f32.load(own + c + parts) + stepIm);
    f32.store(to + c, f32.load(own + c));
    f32.store(to + c + parts, f32.load(own + c + parts));
    const numbers = usize(3 + 2 * k) << 3;
    at += numbers;
    offset += numbers;
  }
}

/** The mean light of an eigenprobe, whose numbers begin at an offset in the room of each position. */
function meanLight(s: Coefficients, offset: usize): f64 {
  let sum: f64 = 0;
  for (let position = 0; position < s.positions; position++) sum += f64.load(roomOf(s, position) + offset);
  return sum / f64(s.positions);
}

/** Takes out of χ of the first mode what the steps of a position explain. */
function leaveRest(s: Coefficients, position: i32): void {
  const size = s.size, line = usize(size) << 2, canvasRow = usize(s.width) << 2, mode = line * size;
  const fx = partAcross(s, position), fy = partDown(s, position), steps = stepsOf(s, position), parts = usize(s.modes) << 2;
  let from = cornerOf(s, position), chi = usize(position * s.chiModes) * mode;
  for (let row = 0; row < size; row++, from += canvasRow, chi += line) {
    for (let next = 0; next < size; next += 4) {
      const column = min(next, size - 4), at = usize(column) << 2, rest = notDone(next - column);
      const re = v128.and(between(s.objectRe + from + at, canvasRow, fx, fy), rest);
      const im = v128.and(between(s.objectIm + from + at, canvasRow, fx, fy), rest);
      let shotRe = f32x4.splat(0), shotIm = shotRe, place = usize(row) * line + at;
      for (let c = steps; c < steps + parts; c += 4, place += mode) {
        const cRe = v128.load32_splat(c), cIm = v128.load32_splat(c + parts);
        const eigenRe = v128.load(s.probeRe + place), eigenIm = v128.load(s.probeIm + place);
        shotRe = f32x4.sub(madd(cRe, eigenRe, shotRe), f32x4.mul(cIm, eigenIm));
        shotIm = madd(cRe, eigenIm, madd(cIm, eigenRe, shotIm));
      }
      const toRe = s.chiRe + chi + at, toIm = s.chiIm + chi + at;
      const explainedRe = f32x4.sub(f32x4.mul(shotRe, re), f32x4.mul(shotIm, im));
      const explainedIm = madd(shotRe, im, f32x4.mul(shotIm, re));
      v128.store(toRe, f32x4.sub(v128.load(toRe), explainedRe));
      v128.store(toIm, f32x4.sub(v128.load(toIm), explainedIm));
    }
  }
}

/** Numbers of a position: K lights, K products with χ, and those with each other. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function products(s: Coefficients): usize {
  return usize(s.modes * (s.modes + 2));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function roomOf(s: Coefficients, position: i32): usize {
  return s.room + usize(position) * s.roomStep;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function stepsOf(s: Coefficients, position: i32): usize {
  return roomOf(s, position) + (products(s) << 3);
}
