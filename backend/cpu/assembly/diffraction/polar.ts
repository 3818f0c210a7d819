/**
 * Complex numbers of amplitude and phase, and the gradient, as `backend/operations/waves/diffraction.ts` says.
 */
import { cos, sin } from "../elementwise/trigonometry";
import { share, storeLanes } from "../runtime/simd";

/** Arguments of both. */
@unmanaged
class Polar {
  amp: usize;
  phase: usize;
  /** Gradients by real and imaginary part. */
  re: usize;
  im: usize;
  /** Outputs: real and imaginary part, or gradients by amplitude and phase. */
  first: usize;
  second: usize;
  count: i32;
}

export function fromPolar(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Polar>(args), end = endOf(s, thread, threads);
  for (let i = endOf(s, thread - 1, threads); i < end; i += 4) {
    const at = usize(i) << 2, amp = v128.load(s.amp + at), phase = v128.load(s.phase + at);
    storeLanes(s.first + at, f32x4.mul(amp, cos(phase)), end - i);
    storeLanes(s.second + at, f32x4.mul(amp, sin(phase)), end - i);
  }
}

export function fromPolarGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Polar>(args), end = endOf(s, thread, threads);
  for (let i = endOf(s, thread - 1, threads); i < end; i += 4) {
    const at = usize(i) << 2, amp = v128.load(s.amp + at), phase = v128.load(s.phase + at);
    const re = v128.load(s.re + at), im = v128.load(s.im + at), c = cos(phase), d = sin(phase);
    storeLanes(s.first + at, f32x4.add(f32x4.mul(re, c), f32x4.mul(im, d)), end - i);
    storeLanes(s.second + at, f32x4.mul(amp, f32x4.sub(f32x4.mul(im, c), f32x4.mul(re, d))), end - i);
  }
}

/** Where a thread's numbers end; blocks of 16 are shared. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function endOf(s: Polar, thread: i32, threads: i32): i32 {
  return min(s.count, share((s.count + 15) >> 4, thread + 1, threads) << 4);
}
