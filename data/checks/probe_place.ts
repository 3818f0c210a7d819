/**
 * Where the light of a probe is on its array. It must be in the middle, as the beam is on the detector: the mask of the
 * model keeps the middle, and positions are the centres of patches.
 *
 * @module
 */
import { beamCentre } from "./beam_centre.ts";

/** A probe, or one of its modes, as two real images, row-major. */
export interface PlacedProbe {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** Real parts. */
  readonly re: Float32Array;
  /** Imaginary parts. */
  readonly im: Float32Array;
}

/**
 * A sentence where the probe lies in the corners of its array.
 *
 * @param modes All modes of the probe, of one size.
 * @param key Its name, with which the sentence begins.
 */
export function probeWarnings(modes: readonly PlacedProbe[], key = "probeGuess"): string[] {
  const { height = 0, width = 0 } = modes[0] ?? {};
  if (height !== width) return [];
  const intensity = new Float64Array(height * width);
  for (const { re, im } of modes) {
    re.forEach((value, i) => intensity[i] = (intensity[i] ?? 0) + value ** 2 + (im[i] ?? 0) ** 2);
  }
  const { row, column, certainty } = beamCentre(intensity, width);
  const inCorner = [row, column].every((centre) => Math.abs(centre - width / 2) > 3 * width / 8);
  if (!inCorner || !(certainty >= LEAST_CERTAINTY)) return [];
  return [
    `${key} lies in the corners of its array instead of the middle: move it with numpy.fft.fftshift(probe, axes=(-2, -1))`,
  ];
}

// --- internal ---

/** Below it the probe is too even to tell. */
const LEAST_CERTAINTY = 0.2;
