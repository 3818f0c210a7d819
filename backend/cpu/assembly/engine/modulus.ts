/**
 * The projection of waves onto measured amplitudes, and what is left of the measured ones: of four columns of the far field
 * of all modes, which lie as `fourier_lines.ts` says, their DC first.
 */
import { NUMBER } from "../diffraction/fourier_butterflies";
import { logOfNormal } from "../elementwise/math";
import { DEVIANCE, float, NUMBERS } from "../runtime/constants";
import { madd, storeLanes } from "../runtime/simd";
import { Correction } from "./correction_arguments";
import { FOUR_PIXELS } from "./likeliest_step";
import { firstTwo } from "./patch_rows";

/**
 * Multiplies waves by w · (A / √I − 1), or by w · (A² − I) / (I + 1) where `kept` says where that, and I + 1, are left by
 * four pixels, less the damping; and exchanges real and imaginary part.
 *
 * @param column The first of four columns; of the last two of a side that is no multiple of 4 the others are nobody's.
 * @param first Where they lie, of the first mode; twice four lines are a mode's.
 * @param spare Room for four lines.
 * @param sums Of Σ w |A − √I| and of the deviance, two numbers of 64 bits each, to which those of the columns are added.
 */
export function project(s: Correction, position: i32, column: i32, first: usize, spare: usize, sums: usize, kept: usize): void {
  const size = s.size, modes = s.modes, half = size >> 1, row = usize(size) << 2, modeStep = 2 * usize(size) * NUMBER;
  const columns = size - column, start = usize(column) << 2, image = usize(position) * size * row + start;
  const measured = s.measured + image, mask = s.mask ? s.mask + usize(position) * s.maskStep + start : 0;
  const background = s.background ? s.background + start : 0, damping = s.damping ? s.damping + start : 0;
  const real = columns < 4 ? firstTwo() : i32x4.splat(-1), one = float(NUMBERS, 1), least = float(DEVIANCE, 0);
  let differences = f32x4.splat(0), at = first, left = spare;
  for (let k = 0; k < size; k++, at += NUMBER) {
    let intensity = f32x4.splat(0), from = at;
    for (let mode = 0; mode < modes; mode++, from += modeStep) {
      const re = v128.load(from), im = v128.load(from, 16);
      intensity = f32x4.add(intensity, madd(re, re, f32x4.mul(im, im)));
    }
    const place = usize(k < half ? k + half : k - half) * row;
    if (background) {
      intensity = f32x4.pmax(f32x4.add(intensity, v128.load(background + place)), least);
      storeLanes(s.intensity + image + place, intensity, columns);
    }
    const amplitude = v128.load(measured + place), predicted = f32x4.sqrt(f32x4.pmax(intensity, least));
    const ratio = f32x4.div(amplitude, predicted), difference = f32x4.sub(amplitude, predicted);
    let u = f32x4.sub(ratio, one), difference1 = f32x4.abs(difference);
    v128.store(left, ratio);
    v128.store(left, predicted, 16);
    left += NUMBER;
    const bright = f32x4.add(intensity, one);
    if (kept) u = f32x4.div(f32x4.sub(f32x4.mul(amplitude, amplitude), intensity), bright);
    if (mask) {
      const weight = v128.load(mask + place);
      u = f32x4.mul(u, weight);
      difference1 = f32x4.mul(difference1, weight);
    }
    if (kept) {
      v128.store(kept, v128.and(u, real));
      v128.store(kept, v128.and(bright, real), 16);
      kept += FOUR_PIXELS;
    }
    differences = f32x4.add(differences, difference1);
    if (damping) u = f32x4.sub(u, v128.load(damping + place));
    from = at;
    for (let mode = 0; mode < modes; mode++, from += modeStep) {
      const re = v128.load(from), im = v128.load(from, 16);
      v128.store(from, f32x4.mul(im, u));
      v128.store(from, f32x4.mul(re, u), 16);
    }
  }
  addLanes(sums, v128.and(differences, real));
  addLanes(sums + 16, v128.and(devianceOfColumns(spare, size, measured, mask, row), real));
}

/** The deviance of columns of which ratios and predicted amplitudes were left; by itself, as its logarithms take long. */
function devianceOfColumns(left: usize, size: i32, measured: usize, mask: usize, row: usize): v128 {
  const half = size >> 1;
  let deviances = f32x4.splat(0);
  for (let k = 0; k < size; k++, left += NUMBER) {
    const place = usize(k < half ? k + half : k - half) * row, amplitude = v128.load(measured + place);
    const ratio = v128.load(left), predicted = v128.load(left, 16);
    const deviance = devianceOf(amplitude, predicted, ratio, f32x4.sub(amplitude, predicted));
    deviances = f32x4.add(deviances, mask ? f32x4.mul(deviance, v128.load(mask + place)) : deviance);
  }
  return deviances;
}

/** 2 (I − n + n ln(n / I)), n = A², I = p². What the ratio t = A / p is off by counts too: the rest A − t p, over A. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function devianceOf(amplitude: v128, predicted: v128, ratio: v128, difference: v128): v128 {
  let half = f32x4.neg(f32x4.mul(difference, f32x4.add(amplitude, predicted)));
  // Where nothing was counted the logarithm counts nothing; detectors are mostly dark.
  if (v128.any_true(f32x4.gt(amplitude, f32x4.splat(0)))) {
    const logarithm = logOfNormal(f32x4.pmax(ratio, float(DEVIANCE, 1)), f32x4.splat(0));
    const rest = madd(f32x4.neg(ratio), predicted, amplitude);
    const product = f32x4.mul(amplitude, madd(amplitude, logarithm, rest));
    half = f32x4.add(half, f32x4.add(product, product));
  }
  return f32x4.add(half, half);
}

/** Adds four numbers to two of 64 bits. */
function addLanes(sums: usize, lanes: v128): void {
  const low = f64x2.promote_low_f32x4(lanes);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(lanes, lanes, 2, 3, 2, 3));
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.add(low, high)));
}
