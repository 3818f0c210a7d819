/**
 * The first mode of a probe that differs from shot to shot, P + Σ c E, as `backend/operations/waves/engine.ts` says.
 */
import { madd } from "../runtime/simd";
import { Correction } from "./correction_arguments";

/** Four rows of it as a position has it: real parts, then imaginary ones. */
export function shotRows(s: Correction, position: i32, row: i32, to: usize): void {
  const size = usize(s.size), mode = size * size << 2, start = usize(row) * size << 2, parts = usize(s.eigenprobes) << 2;
  const coefficients = s.coefficients + usize(position) * 2 * parts, imaginary = size << 4;
  for (let at: usize = 0; at < imaginary; at += 16) {
    let re = v128.load(s.probeRe + start + at), im = v128.load(s.probeIm + start + at), from = start + at;
    for (let c = coefficients; c < coefficients + parts; c += 4, from += mode) {
      const cRe = v128.load32_splat(c), cIm = v128.load32_splat(c + parts);
      const eigenRe = v128.load(s.eigenRe + from), eigenIm = v128.load(s.eigenIm + from);
      re = f32x4.sub(madd(cRe, eigenRe, re), f32x4.mul(cIm, eigenIm));
      im = madd(cRe, eigenIm, madd(cIm, eigenRe, im));
    }
    v128.store(to + at, re);
    v128.store(to + at + imaginary, im);
  }
}
