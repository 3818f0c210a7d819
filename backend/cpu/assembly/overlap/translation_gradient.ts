/**
 * The gradient by how far images are moved. Sums run over lines of the canvas in vectors, and over the lines in 64 bits.
 */
import { horizontalSum, madd, share } from "../runtime/simd";
import { partOf, placeOf } from "./place";

/** Arguments of {@link translateImagesOffsetGradient}. */
@unmanaged
class Slopes {
  images: usize;
  /** Columns and rows of each move. */
  offsets: usize;
  /** Gradient by the moved images (moves, side, side). */
  dy: usize;
  /** Output: gradient by the offsets. */
  slopes: usize;
  moves: i32;
  /** Moves that an image serves. */
  uses: i32;
  /** Sides of an image and of a canvas. */
  from: i32;
  side: i32;
}

export function translateImagesOffsetGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Slopes>(args);
  const end = share(s.moves, thread + 1, threads);
  for (let move = share(s.moves, thread, threads); move < end; move++) {
    const at = s.slopes + (usize(move) << 3);
    f32.store(at, f32(slope(s, move, false)));
    f32.store(at, f32(slope(s, move, true)), 4);
  }
}

/** The gradient of a move by its columns, or by its rows. */
function slope(s: Slopes, move: i32, byRows: bool): f64 {
  const from = s.from, image = s.images + ((usize(move / s.uses) * (from * from)) << 2);
  const across = f32.load(s.offsets + (usize(move) << 3)), down = f32.load(s.offsets + (usize(move) << 3), 4);
  const left = placeOf(across, from, s.side), top = placeOf(down, from, s.side);
  const acrossPart = partOf(across), downPart = partOf(down);
  // Of each line and pixel, and of the one before it: how much it counts, or how much more it does if moved on.
  const now: f32 = byRows ? 1 - acrossPart : -1, before: f32 = byRows ? acrossPart : 1;
  let sum: f64 = 0;
  for (let line = max(0, -top); line < min(from + 1, s.side - top); line++) {
    const near = image + (usize(min(line, from - 1) * from) << 2), far = image + (usize(max(line - 1, 0) * from) << 2);
    const nearShare: f32 = line === from ? 0 : byRows ? -1 : 1 - downPart;
    const farShare: f32 = line === 0 ? 0 : byRows ? 1 : downPart;
    const dy = s.dy + ((usize(move) * (s.side * s.side) + (top + line) * s.side) << 2);
    sum += lineSlope(dy, left, s.side, near, far, from, nearShare, farShare, now, before);
  }
  return sum;
}

/** Sum over a line of dy times `now` of a pixel of two lines, and `before` of the pixel before it. */
function lineSlope(
  dy: usize,
  left: i32,
  side: i32,
  near: usize,
  far: usize,
  from: i32,
  nearShare: f32,
  farShare: f32,
  now: f32,
  before: f32,
): f64 {
  const end = min(from + 1, side - left), inner = min(from, end);
  const ofNear = f32x4.splat(nearShare), ofFar = f32x4.splat(farShare);
  let i = max(0, -left), sums = f32x4.splat(0), rest: f64 = 0;
  for (; i < min(1, end); i++) {
    rest += f64(now * valueOf(near, far, i, nearShare, farShare)) * f32.load(dy + ((left + i) << 2));
  }
  for (; i + 4 <= inner; i += 4) {
    const at = usize(i) << 2;
    const here = madd(ofNear, v128.load(near + at), f32x4.mul(ofFar, v128.load(far + at)));
    const last = madd(ofNear, v128.load(near + at - 4), f32x4.mul(ofFar, v128.load(far + at - 4)));
    const value = madd(f32x4.splat(now), here, f32x4.mul(f32x4.splat(before), last));
    sums = madd(v128.load(dy + ((left + i) << 2)), value, sums);
  }
  for (; i < end; i++) {
    const here = i < from ? now * valueOf(near, far, i, nearShare, farShare) : 0;
    rest += f64(here + before * valueOf(near, far, i - 1, nearShare, farShare)) * f32.load(dy + ((left + i) << 2));
  }
  return rest + f64(horizontalSum(sums));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function valueOf(near: usize, far: usize, i: i32, nearShare: f32, farShare: f32): f32 {
  return nearShare * f32.load(near + (usize(i) << 2)) + farShare * f32.load(far + (usize(i) << 2));
}
