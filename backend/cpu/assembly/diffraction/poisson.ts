/**
 * The Poisson loss of predicted and observed amplitudes and its gradient, as `backend/operations/composed_poisson.ts` says.
 */
import { log } from "../elementwise/math";
import { float, STIRLING } from "../runtime/constants";
import { share, storeLanes } from "../runtime/simd";
import { stirlingRemainder } from "./stirling";

/** Arguments of both. */
@unmanaged
class Poisson {
  predicted: usize;
  observed: usize;
  /** A byte for each number, 0 where it counts nothing; nowhere if all count. */
  chosen: usize;
  /** Output: sums of pieces, or the gradient by each number. */
  out: usize;
  samples: i32;
  /** Numbers of a sample. */
  count: i32;
  /** Pieces of a sample, `piece` numbers each, a multiple of 4. */
  pieces: i32;
  piece: i32;
}

/** Sums over the pieces of each sample, in 64 bits. */
export function poissonLoss(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Poisson>(args), last = share(s.samples * s.pieces, thread + 1, threads);
  for (let piece = share(s.samples * s.pieces, thread, threads); piece < last; piece++) {
    const sample = piece / s.pieces, first = (piece % s.pieces) * s.piece;
    const end = min(first + s.piece, s.count), base = usize(sample) * s.count;
    let low = f64x2.splat(0), high = low;
    for (let i = first; i < end; i += 4) {
      const each = v128.and(lossOf(s, base + i), lanesBelow(end - i));
      low = f64x2.add(low, f64x2.promote_low_f32x4(each));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(each, each, 2, 3, 2, 3)));
    }
    const sum = f64x2.add(low, high);
    f32.store(s.out + (usize(piece) << 2), f32(f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
  }
}

/** The gradient by the predicted amplitude, of half the loss: p - k / p. */
export function poissonLossGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Poisson>(args), last = share(s.samples * s.pieces, thread + 1, threads);
  for (let piece = share(s.samples * s.pieces, thread, threads); piece < last; piece++) {
    const sample = piece / s.pieces, first = (piece % s.pieces) * s.piece;
    const end = min(first + s.piece, s.count), base = usize(sample) * s.count;
    for (let i = first; i < end; i += 4) {
      const at = (base + i) << 2, p = v128.load(s.predicted + at), q = v128.load(s.observed + at);
      const slope = f32x4.sub(p, f32x4.div(f32x4.mul(q, q), p));
      storeLanes(s.out + at, v128.and(slope, chosenAt(s, base + i)), end - i);
    }
  }
}

/** Of four numbers, 0 of those that are not chosen. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function lossOf(s: Poisson, index: usize): v128 {
  const at = index << 2, p = v128.load(s.predicted + at), q = v128.load(s.observed + at);
  const k = f32x4.mul(q, q), difference = f32x4.mul(f32x4.sub(p, q), f32x4.add(p, q));
  // Where no count was observed, the logarithm counts nothing; detectors are mostly dark.
  const lit = f32x4.ne(k, f32x4.splat(0));
  let each = difference;
  if (v128.any_true(lit)) {
    const ratio = f32x4.div(p, f32x4.max(q, float(STIRLING, 0)));
    const rest = f32x4.sub(stirlingRemainder(k), f32x4.mul(f32x4.add(k, k), log(ratio)));
    each = f32x4.add(difference, v128.and(rest, lit));
  }
  return v128.and(each, chosenAt(s, index));
}

/** All ones in the lanes of what is chosen. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function chosenAt(s: Poisson, index: usize): v128 {
  if (s.chosen === 0) return i32x4.splat(-1);
  const bytes = v128.load32_zero(s.chosen + index);
  return i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));
}

/** All ones in the first `count` lanes. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function lanesBelow(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}
