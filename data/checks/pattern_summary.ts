/**
 * Sums over the amplitudes of a scan that several checks look at: the energy of each pattern and the mean pattern.
 *
 * @module
 */

/** Amplitudes of patterns. */
export interface AmplitudePatterns {
  /** Patterns M. */
  readonly count: number;
  /** Side N in pixels. */
  readonly patchSize: number;
  /** Images of N × N. */
  readonly amplitude: Float32Array;
  /** (M) which image each pattern is; without it, pattern i is image i. */
  readonly numbers?: Int32Array;
}

/** Sums over patterns. */
export interface PatternSummary {
  /** (M) Σx² of each pattern. */
  readonly energies: Float64Array;
  /** (N, N) sum of the intensities x² of all patterns. */
  readonly intensity: Float64Array;
}

/** Sums up the amplitudes of images in their order, one look at each. */
export function summarisePatterns({ count, patchSize, amplitude }: Omit<AmplitudePatterns, "numbers">): PatternSummary {
  const pixels = patchSize * patchSize;
  const energies = new Float64Array(count);
  const intensity = new Float64Array(pixels);
  for (let pattern = 0, at = 0; pattern < count; pattern++) {
    let energy = 0;
    for (let pixel = 0; pixel < pixels; pixel++, at++) {
      const square = (amplitude[at] ?? 0) ** 2;
      energy += square;
      intensity[pixel] = (intensity[pixel] ?? 0) + square;
    }
    energies[pattern] = energy;
  }
  return { energies, intensity };
}

/** (M) Σx² of each pattern, in double precision: there are up to 65 536 terms. */
export function patternEnergies(patterns: AmplitudePatterns): Float64Array {
  const { count, patchSize, amplitude, numbers } = patterns;
  const pixels = patchSize * patchSize;
  return Float64Array.from({ length: count }, (_, i) => {
    const from = (numbers?.[i] ?? i) * pixels;
    let sum = 0;
    for (let at = from; at < from + pixels; at++) sum += (amplitude[at] ?? 0) ** 2;
    return sum;
  });
}
