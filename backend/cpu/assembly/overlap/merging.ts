/**
 * Weighted means of the images of a sample, pixel by pixel, and their gradients, as `backend/operations/overlap.ts` says.
 * Up to 12 bytes beyond an image are read, and not used.
 */
import { madd, share, storeLanes } from "../runtime/simd";

/** Arguments of all three; images are (samples, channels, pixels), those of samples (samples, pixels). */
@unmanaged
class Merging {
  x: usize;
  weight: usize;
  /** What x was merged into, of samples. */
  merged: usize;
  /** Gradient by that, of samples. */
  dy: usize;
  /** Output: what x is merged into, of samples, or the gradient by x or by the weight. */
  out: usize;
  samples: i32;
  channels: i32;
  pixels: i32;
  epsilon: f32;
  floor: f32;
}

/** Pixels of a piece of work. */
const PIECE: i32 = 1024;

export function mergePatches(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Merging>(args), image = usize(s.pixels) << 2;
  const last = share(pieces(s), thread + 1, threads);
  for (let piece = share(pieces(s), thread, threads); piece < last; piece++) {
    const end = endOf(s, piece);
    for (let pixel = startOf(s, piece); pixel < end; pixel += 4) {
      let at = imagesOf(s, piece) + (usize(pixel) << 2), sum = f32x4.splat(0), total = sum;
      for (let channel = 0; channel < s.channels; channel++, at += image) {
        const weight = v128.load(s.weight + at);
        total = f32x4.add(total, weight);
        sum = madd(weight, v128.load(s.x + at), sum);
      }
      storeLanes(s.out + sampleOf(s, piece) + (usize(pixel) << 2), f32x4.mul(sum, shareOf(s, total)), end - pixel);
    }
  }
}

export function mergePatchesGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Merging>(args), image = usize(s.pixels) << 2;
  const last = share(pieces(s), thread + 1, threads);
  for (let piece = share(pieces(s), thread, threads); piece < last; piece++) {
    const end = endOf(s, piece);
    for (let pixel = startOf(s, piece); pixel < end; pixel += 4) {
      let at = imagesOf(s, piece) + (usize(pixel) << 2);
      const factor = f32x4.mul(v128.load(s.dy + sampleOf(s, piece) + (usize(pixel) << 2)), shareAt(s, at));
      for (let channel = 0; channel < s.channels; channel++, at += image) {
        storeLanes(s.out + at, f32x4.mul(v128.load(s.weight + at), factor), end - pixel);
      }
    }
  }
}

export function mergePatchesWeightGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Merging>(args), image = usize(s.pixels) << 2;
  const last = share(pieces(s), thread + 1, threads);
  for (let piece = share(pieces(s), thread, threads); piece < last; piece++) {
    const end = endOf(s, piece);
    for (let pixel = startOf(s, piece); pixel < end; pixel += 4) {
      let at = imagesOf(s, piece) + (usize(pixel) << 2);
      const sample = sampleOf(s, piece) + (usize(pixel) << 2), merged = v128.load(s.merged + sample);
      const factor = f32x4.mul(v128.load(s.dy + sample), shareAt(s, at));
      for (let channel = 0; channel < s.channels; channel++, at += image) {
        storeLanes(s.out + at, f32x4.mul(f32x4.sub(v128.load(s.x + at), merged), factor), end - pixel);
      }
    }
  }
}

function pieces(s: Merging): i32 {
  return s.samples * piecesOfImage(s);
}

function piecesOfImage(s: Merging): i32 {
  return (s.pixels + PIECE - 1) / PIECE;
}

function startOf(s: Merging, piece: i32): i32 {
  return (piece % piecesOfImage(s)) * PIECE;
}

function endOf(s: Merging, piece: i32): i32 {
  return min(startOf(s, piece) + PIECE, s.pixels);
}

/** Where the image of the piece's sample begins, in bytes; its images begin at as many times `channels`. */
function sampleOf(s: Merging, piece: i32): usize {
  return (usize(piece / piecesOfImage(s)) * s.pixels) << 2;
}

function imagesOf(s: Merging, piece: i32): usize {
  return sampleOf(s, piece) * s.channels;
}

/** What four sums of weights are divided into: zero where they are not above the floor. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function shareOf(s: Merging, total: v128): v128 {
  const inverse = f32x4.div(f32x4.splat(1), f32x4.add(total, f32x4.splat(s.epsilon)));
  return v128.and(inverse, f32x4.gt(total, f32x4.splat(s.floor)));
}

/** The same, of the weights whose first is at `at`. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function shareAt(s: Merging, at: usize): v128 {
  let total = f32x4.splat(0);
  for (let channel = 0; channel < s.channels; channel++, at += usize(s.pixels) << 2) {
    total = f32x4.add(total, v128.load(s.weight + at));
  }
  return shareOf(s, total);
}
