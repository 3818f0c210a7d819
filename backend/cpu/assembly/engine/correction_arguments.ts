/**
 * Arguments of the correction of exit waves.
 */

import { PlacedWaves } from "./placed_waves";

/** Arguments of `exitWaveCorrection`; the roots of unity follow. */
@unmanaged
export class Correction extends PlacedWaves {
  measured: usize;
  /** Nowhere where all pixels were measured. */
  mask: usize;
  /** Bytes from a position's mask to the next one's, 0 where all share one. */
  maskStep: usize;
  /** Counts of each pixel besides; nowhere where there are none. */
  background: usize;
  /** Part of the wave that is taken away on each pixel; nowhere where nothing is. */
  damping: usize;
  /** Outputs. */
  chiRe: usize;
  chiIm: usize;
  residuals: usize;
  /** Predicted counts, where there is a background. */
  intensity: usize;
  /** Room for each thread: sums, four rows of the object, four of a shot's probe, twice four lines and two padded planes of each mode, what Poisson's step is made of. */
  room: usize;
  roomStep: usize;
  /** Whether counts are to be likely, not amplitudes. */
  poisson: i32;
  /** Eigenprobes (K, N, N), and (B, 2 K) coefficients, by which the first mode differs from shot to shot. */
  eigenRe: usize;
  eigenIm: usize;
  coefficients: usize;
  eigenprobes: i32;
}
