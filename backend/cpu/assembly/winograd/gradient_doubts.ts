/**
 * Which gradients of a filter Winograd's transforms leave in doubt, and what is to be done about them. There is a byte for
 * each pair of an input and an output channel.
 */
import { roundUp } from "../runtime/simd";
import { WinogradGradient } from "./winograd_gradient_arguments";

/** The pair's gradients are beyond doubt, or have been computed again. */
export const CERTAIN: u8 = 0;
/** They are to be computed again, in whatever way. */
export const DOUBTFUL: u8 = 1;
/** They are to be summed over the values of the input channel, */
export const BY_INPUT: u8 = 2;
/** of the output channel, */
export const BY_OUTPUT: u8 = 3;
/** or over all pixels. */
export const BY_PIXEL: u8 = 4;

/** Channels are as good as dense from this part of 255 on. */
const DENSE: u8 = 64;

/** Where one of so many pairs of dense channels is in doubt, the definition is faster for all pairs. */
const MOST: i32 = 5;

/** Whether a channel has so few values that sums over them cost less than the transforms. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function isSparse(density: u8): bool {
  return density < 16;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function doubtsOf(s: WinogradGradient, i: i32): usize {
  return s.doubts + usize(i * roundUp(s.outputs, 4));
}

/** Where the bounds of doubt of an input channel's pairs are, a float each. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function boundsOf(s: WinogradGradient, i: i32): usize {
  return s.bounds + (usize(i * roundUp(s.outputs, 4)) << 2);
}

/** Notes which of four output channels at `o` have doubtful gradients by input channel `i`. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function setDoubts(s: WinogradGradient, i: i32, o: i32, certain: v128): void {
  // Lanes are -1 where there is no doubt; bytes are to be 1 where there is, and 0 beyond the last channel.
  const exists = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(s.outputs - o));
  const doubts = v128.and(v128.andnot(exists, certain), i32x4.splat(1));
  const shorts = i16x8.narrow_i32x4_s(doubts, doubts);
  i32.store(doubtsOf(s, i) + o, i32x4.extract_lane(i8x16.narrow_i16x8_s(shorts, shorts), 0));
}

/**
 * Decides by which channel each doubtful pair is computed again. Returns how many pairs there are, or -1 where so many are
 * of dense channels that all had better be computed by the definition.
 */
export function assignDoubts(s: WinogradGradient): i32 {
  let pairs = 0, dense = 0;
  for (let i = 0; i < s.inputs; i++) {
    const byInput = load<u8>(s.xDensities + i), row = doubtsOf(s, i);
    for (let o = 0; o < s.outputs; o++) {
      if (load<u8>(row + o) === CERTAIN) continue;
      const byOutput = load<u8>(s.dyDensities + o);
      const isDense = min(byInput, byOutput) >= DENSE;
      store<u8>(row + o, isDense ? BY_PIXEL : byInput <= byOutput ? BY_INPUT : BY_OUTPUT);
      pairs += 1;
      dense += i32(isDense);
    }
  }
  return dense * MOST > s.inputs * s.outputs ? -1 : pairs;
}
