/**
 * Exit waves of patches and the amplitude that a detector sees of waves, pixel by pixel, and their gradients, as
 * `backend/operations/waves/diffraction.ts` says. Up to 12 bytes beyond an image are read, and not used.
 */
import { madd, share, storeLanes } from "../runtime/simd";

/** Arguments of all four; images are (samples, pixels), those of modes (samples, modes, pixels). */
@unmanaged
class Waves {
  /** Patches, or gradients by exit waves, of modes; or waves of modes. */
  re: usize;
  im: usize;
  /** Probe (modes, pixels). */
  probeRe: usize;
  probeIm: usize;
  /** Gradient by the amplitude. */
  dy: usize;
  /** Outputs. */
  toRe: usize;
  toIm: usize;
  samples: i32;
  modes: i32;
  pixels: i32;
  /** Least intensity. */
  floor: f32;
}

/** Pixels of a piece of work. */
const PIECE: i32 = 1024;

/** Patch times probe, of each mode. */
export function illuminate(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Waves>(args), image = usize(s.pixels) << 2;
  const last = share(pieces(s), thread + 1, threads);
  for (let piece = share(pieces(s), thread, threads); piece < last; piece++) {
    const end = endOf(s, piece), sample = sampleOf(s, piece);
    for (let mode = 0; mode < s.modes; mode++) {
      const probe = usize(mode) * image, to = sample * s.modes + probe;
      for (let pixel = startOf(s, piece); pixel < end; pixel += 4) {
        const at = usize(pixel) << 2;
        const re = v128.load(s.re + sample + at), im = v128.load(s.im + sample + at);
        const probeRe = v128.load(s.probeRe + probe + at), probeIm = v128.load(s.probeIm + probe + at);
        const left = end - pixel;
        storeLanes(s.toRe + to + at, f32x4.sub(f32x4.mul(re, probeRe), f32x4.mul(im, probeIm)), left);
        storeLanes(s.toIm + to + at, f32x4.add(f32x4.mul(re, probeIm), f32x4.mul(im, probeRe)), left);
      }
    }
  }
}

/** Gradient by the patches: the sum over modes of the gradients times the conjugate probe. */
export function illuminateGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Waves>(args), image = usize(s.pixels) << 2;
  const last = share(pieces(s), thread + 1, threads);
  for (let piece = share(pieces(s), thread, threads); piece < last; piece++) {
    const end = endOf(s, piece), sample = sampleOf(s, piece);
    for (let pixel = startOf(s, piece); pixel < end; pixel += 4) {
      const at = usize(pixel) << 2;
      let sumRe = f32x4.splat(0), sumIm = sumRe;
      for (let mode = 0; mode < s.modes; mode++) {
        const probe = usize(mode) * image + at, from = sample * s.modes + probe;
        const re = v128.load(s.re + from), im = v128.load(s.im + from);
        const probeRe = v128.load(s.probeRe + probe), probeIm = v128.load(s.probeIm + probe);
        sumRe = f32x4.add(sumRe, f32x4.add(f32x4.mul(re, probeRe), f32x4.mul(im, probeIm)));
        sumIm = f32x4.add(sumIm, f32x4.sub(f32x4.mul(im, probeRe), f32x4.mul(re, probeIm)));
      }
      storeLanes(s.toRe + sample + at, sumRe, end - pixel);
      storeLanes(s.toIm + sample + at, sumIm, end - pixel);
    }
  }
}

/** The root of the intensity of all modes, or of the floor where that is more. */
export function waveAmplitude(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Waves>(args), floor = f32x4.splat(s.floor);
  const last = share(pieces(s), thread + 1, threads);
  for (let piece = share(pieces(s), thread, threads); piece < last; piece++) {
    const end = endOf(s, piece), sample = sampleOf(s, piece);
    for (let pixel = startOf(s, piece); pixel < end; pixel += 4) {
      const at = sample + (usize(pixel) << 2);
      const intensity = intensityOf(s, sample * s.modes + (usize(pixel) << 2));
      storeLanes(s.toRe + at, f32x4.sqrt(f32x4.max(intensity, floor)), end - pixel);
    }
  }
}

/** Its gradient: wave over amplitude, and 0 below the floor. */
export function waveAmplitudeGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Waves>(args), floor = f32x4.splat(s.floor), image = usize(s.pixels) << 2;
  const last = share(pieces(s), thread + 1, threads);
  for (let piece = share(pieces(s), thread, threads); piece < last; piece++) {
    const end = endOf(s, piece), sample = sampleOf(s, piece);
    for (let pixel = startOf(s, piece); pixel < end; pixel += 4) {
      let at = sample * s.modes + (usize(pixel) << 2);
      const intensity = intensityOf(s, at);
      const slope = f32x4.div(v128.load(s.dy + sample + (usize(pixel) << 2)), f32x4.sqrt(intensity));
      const factor = v128.andnot(slope, f32x4.lt(intensity, floor));
      for (let mode = 0; mode < s.modes; mode++, at += image) {
        storeLanes(s.toRe + at, f32x4.mul(v128.load(s.re + at), factor), end - pixel);
        storeLanes(s.toIm + at, f32x4.mul(v128.load(s.im + at), factor), end - pixel);
      }
    }
  }
}

/** Of four pixels, whose first mode's are at `at`. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function intensityOf(s: Waves, at: usize): v128 {
  let sum = f32x4.splat(0);
  for (let mode = 0; mode < s.modes; mode++, at += usize(s.pixels) << 2) {
    const re = v128.load(s.re + at), im = v128.load(s.im + at);
    sum = f32x4.add(sum, madd(re, re, f32x4.mul(im, im)));
  }
  return sum;
}

function pieces(s: Waves): i32 {
  return s.samples * piecesOfImage(s);
}

function piecesOfImage(s: Waves): i32 {
  return (s.pixels + PIECE - 1) / PIECE;
}

function startOf(s: Waves, piece: i32): i32 {
  return (piece % piecesOfImage(s)) * PIECE;
}

function endOf(s: Waves, piece: i32): i32 {
  return min(startOf(s, piece) + PIECE, s.pixels);
}

/** Where the image of the piece's sample begins, in bytes; its modes begin at as many times `modes`. */
function sampleOf(s: Waves, piece: i32): usize {
  return (usize(piece / piecesOfImage(s)) * s.pixels) << 2;
}
