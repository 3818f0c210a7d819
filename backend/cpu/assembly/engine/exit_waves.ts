/**
 * Exit waves, as `backend/operations/waves/engine.ts` says. Each thread takes whole positions.
 */
import { claim } from "../runtime/threads";
import { madd } from "../runtime/simd";
import { between } from "./patch_rows";
import { cornerOf, partAcross, partDown, PlacedWaves } from "./placed_waves";

/** Arguments of {@link exitWaves}. */
@unmanaged
class ExitWaves extends PlacedWaves {
  /** Outputs. */
  waveRe: usize;
  waveIm: usize;
}

export function exitWaves(args: usize, thread: i32, threads: i32): void {
  const s = changetype<ExitWaves>(args);
  for (let position = claim(); position < s.positions; position = claim()) makeWaves(s, position);
}

function makeWaves(s: ExitWaves, position: i32): void {
  const size = s.size, line = usize(size) << 2, canvasRow = usize(s.width) << 2, mode = line * size;
  const fx = partAcross(s, position), fy = partDown(s, position);
  let from = cornerOf(s, position), to = usize(position * s.modes) * mode;
  for (let row = 0; row < size; row++, from += canvasRow, to += line) {
    for (let next = 0; next < size; next += 4) {
      // The last four of a row that is no whole number of fours reach back: two are made twice, and alike.
      const at = usize(min(next, size - 4)) << 2;
      const re = between(s.objectRe + from + at, canvasRow, fx, fy);
      const im = between(s.objectIm + from + at, canvasRow, fx, fy);
      let place = usize(row) * line + at, last = to + at;
      for (let m = 0; m < s.modes; m++, place += mode, last += mode) {
        const probeRe = v128.load(s.probeRe + place), probeIm = v128.load(s.probeIm + place);
        v128.store(s.waveRe + last, f32x4.sub(f32x4.mul(re, probeRe), f32x4.mul(im, probeIm)));
        v128.store(s.waveIm + last, madd(re, probeIm, f32x4.mul(im, probeRe)));
      }
    }
  }
}
