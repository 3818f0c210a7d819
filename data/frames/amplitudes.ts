/**
 * From the numbers of a file to amplitudes in single precision: the one place where that is done, wherever images lie.
 *
 * @module
 */
import type { Measurement } from "../checks/pattern_array.ts";

/**
 * Puts numbers where amplitudes belong.
 *
 * @param values Numbers as the file has them.
 * @param measurement What they are: of intensities the square root is taken, of their value in single precision.
 * @param into Gets as many amplitudes.
 */
export function toAmplitudes(values: ArrayLike<number>, measurement: Measurement, into: Float32Array): void {
  into.set(values);
  if (measurement === "intensity") takeRoots(into.subarray(0, values.length));
}

/** Takes the square roots of intensities in place. */
export function takeRoots(intensities: Float32Array): void {
  for (let i = 0; i < intensities.length; i++) intensities[i] = Math.sqrt(intensities[i] ?? 0);
}
