/**
 * Which axis of a cube counts the patterns. (M, N, N) and the legacy (N, N, M) have the same shape where M = N; the numbers
 * tell them apart: from pattern to pattern the light is much the same, across the detector it is gathered around the beam.
 *
 * @module
 */

/** The light of a cube along each of its axes, summed while its values are read. */
export class AxisLight {
  readonly #size: number;
  readonly #along: readonly Float64Array[];

  /** @param size Side N. */
  constructor(size: number) {
    this.#size = size;
    this.#along = [0, 1, 2].map(() => new Float64Array(size));
  }

  /**
   * Adds amplitudes, or counts, that follow each other; what is no number adds nothing.
   *
   * @param values The values.
   * @param start Position of the first in the cube.
   */
  add(values: ArrayLike<number>, start: number): void {
    const size = this.#size;
    const [first, middle, last] = this.#along as [Float64Array, Float64Array, Float64Array];
    for (let i = 0, at = start; i < values.length; i++, at++) {
      const energy = (values[i] ?? 0) ** 2;
      if (!(energy > 0)) continue;
      const line = Math.floor(at / size);
      const [a, b, c] = [Math.floor(line / size), line % size, at % size];
      first[a] = (first[a] ?? 0) + energy;
      middle[b] = (middle[b] ?? 0) + energy;
      last[c] = (last[c] ?? 0) + energy;
    }
  }

  /** Whether the patterns lie along the last axis; null where the numbers do not say. */
  patternsLieLast(): boolean | null {
    return lastByLight(this.#along.map(unevenness)) ??
      lastByLight(this.#along.map((profile) => unevenness(withoutOutliers(profile))));
  }
}

/**
 * Whether the patterns of a cube lie along its last axis; null where the numbers do not say.
 *
 * @param values N × N × N amplitudes, row-major.
 * @param size Side N.
 */
export function patternsLieLast(values: Float32Array, size: number): boolean | null {
  const light = new AxisLight(size);
  light.add(values, 0);
  return light.patternsLieLast();
}

/**
 * The cube (N, N, M) as (M, N, N).
 *
 * @param values N × N × N, row-major.
 * @param size Side N.
 */
export function patternsFirst(values: Float32Array, size: number): Float32Array {
  const moved = new Float32Array(values.length);
  const pixels = size * size;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let pattern = 0; pattern < size; pattern++) {
      moved[pattern * pixels + pixel] = values[pixel * size + pattern] ?? 0;
    }
  }
  return moved;
}

// --- internal ---

/** One axis is so many times as uneven as another. */
const CLEARLY = 2;

/** Share of a profile at either end that is brought to the rest: bright and dark frames, columns of bad pixels. */
const OUTLIERS = 1 / 12;

/** Whether the last axis is the even one; null where neither is, or both. */
function lastByLight([first = 0, middle = 0, last = 0]: readonly number[]): boolean | null {
  // The middle axis is one of the detector's in either order: where it is even, nothing can be told.
  if (middle > CLEARLY * last && first > CLEARLY * last) return true;
  if (middle > CLEARLY * first && last > CLEARLY * first) return false;
  return null;
}

/** The profile in ascending order, each end brought to the rest. */
function withoutOutliers(profile: Float64Array): Float64Array {
  const sorted = profile.toSorted();
  const few = Math.floor(sorted.length * OUTLIERS);
  sorted.fill(sorted[few] ?? 0, 0, few);
  sorted.fill(sorted[sorted.length - 1 - few] ?? 0, sorted.length - few);
  return sorted;
}

/** Standard deviation over mean. */
function unevenness(profile: Float64Array): number {
  const mean = profile.reduce((sum, value) => sum + value, 0) / profile.length;
  if (mean === 0) return 0;
  return Math.sqrt(profile.reduce((sum, value) => sum + (value - mean) ** 2, 0) / profile.length) / mean;
}
