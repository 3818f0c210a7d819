/**
 * What a search for the beam of a scan gives.
 *
 * @module
 */
import type { Positions } from "../../data/positions.ts";

/** Probe and positions of a scan. */
export interface FoundBeam {
  /** Real and imaginary parts of all modes, P · N · N, as the model takes a probe; its power is that of the given one. */
  readonly probe: { readonly re: Float32Array; readonly im: Float32Array };
  /** Corrections of the positions by the number of the pattern among those of the samples, in object pixels; of mean 0. */
  readonly corrections: Positions;
}
