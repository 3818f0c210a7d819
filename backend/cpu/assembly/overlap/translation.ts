/**
 * Images moved by parts of a pixel, bilinear between pixels and zero outside, as `backend/operations/overlap.ts` says. Along
 * either axis, pixel n + i of the canvas is 1 - t of the image's pixel i and t of the one before it: n is whole, t from 0
 * to below 1.
 */
import { fillRun } from "../runtime/copy";
import { madd, share } from "../runtime/simd";
import { partOf, placeOf } from "./place";

/** Arguments of {@link translateImages}. */
@unmanaged
class Translation {
  images: usize;
  /** Columns and rows of each move. */
  offsets: usize;
  /** Output: sums of moved images (sums, side, side). */
  y: usize;
  sums: i32;
  /** Moves that go into a sum. */
  terms: i32;
  /** Moves that an image serves. */
  uses: i32;
  /** Sides of an image and of a canvas. */
  from: i32;
  side: i32;
}

export function translateImages(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Translation>(args);
  const bytes = usize(s.side * s.side) << 2;
  const end = share(s.sums, thread + 1, threads);
  for (let sum = share(s.sums, thread, threads); sum < end; sum++) {
    const canvas = s.y + usize(sum) * bytes;
    fillRun(canvas, bytes, 0);
    for (let move = sum * s.terms; move < (sum + 1) * s.terms; move++) addMoved(s, move, canvas);
  }
}

function addMoved(s: Translation, move: i32, canvas: usize): void {
  const from = s.from, image = s.images + ((usize(move / s.uses) * (from * from)) << 2);
  const across = f32.load(s.offsets + (usize(move) << 3)), down = f32.load(s.offsets + (usize(move) << 3), 4);
  const left = placeOf(across, from, s.side), top = placeOf(down, from, s.side);
  for (let line = max(0, -top); line < min(from + 1, s.side - top); line++) {
    // Beyond the image, its outermost line stands in for the one that is not there, and counts nothing.
    const near = image + (usize(min(line, from - 1) * from) << 2), far = image + (usize(max(line - 1, 0) * from) << 2);
    const nearShare: f32 = line < from ? 1 - partOf(down) : 0, farShare: f32 = line > 0 ? partOf(down) : 0;
    const to = canvas + (usize((top + line) * s.side) << 2);
    addLine(to, left, s.side, near, far, from, nearShare, farShare, partOf(across));
  }
}

/** Adds to a line of the canvas what two lines of `from` pixels make of it; their first lies at its pixel `left`. */
function addLine(
  to: usize,
  left: i32,
  side: i32,
  near: usize,
  far: usize,
  from: i32,
  nearShare: f32,
  farShare: f32,
  part: f32,
): void {
  const end = min(from + 1, side - left), inner = min(from, end);
  const ofNear = f32x4.splat(nearShare), ofFar = f32x4.splat(farShare);
  const ofThis = f32x4.splat(1 - part), ofLast = f32x4.splat(part);
  let i = max(0, -left);
  for (; i < min(1, end); i++) addPixel(to + ((left + i) << 2), near, far, i, from, nearShare, farShare, part);
  for (; i + 4 <= inner; i += 4) {
    const at = usize(i) << 2, pixel = to + ((left + i) << 2);
    const now = madd(ofNear, v128.load(near + at), f32x4.mul(ofFar, v128.load(far + at)));
    const before = madd(ofNear, v128.load(near + at - 4), f32x4.mul(ofFar, v128.load(far + at - 4)));
    v128.store(pixel, f32x4.add(v128.load(pixel), madd(ofThis, now, f32x4.mul(ofLast, before))));
  }
  for (; i < end; i++) addPixel(to + ((left + i) << 2), near, far, i, from, nearShare, farShare, part);
}

function addPixel(
  to: usize,
  near: usize,
  far: usize,
  i: i32,
  from: i32,
  nearShare: f32,
  farShare: f32,
  part: f32,
): void {
  let value: f32 = 0;
  if (i < from) value = (1 - part) * valueOf(near, far, i, nearShare, farShare);
  if (i > 0) value += part * valueOf(near, far, i - 1, nearShare, farShare);
  f32.store(to, f32.load(to) + value);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function valueOf(near: usize, far: usize, i: i32, nearShare: f32, farShare: f32): f32 {
  return nearShare * f32.load(near + (usize(i) << 2)) + farShare * f32.load(far + (usize(i) << 2));
}
