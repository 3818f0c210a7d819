/**
 * Where the direct beam is on the detector. Patterns must have it in the middle, at pixel [N/2, N/2].
 *
 * @module
 */

/** Where the beam is. */
export interface BeamCentre {
  readonly row: number;
  readonly column: number;
  /** How sharply the light is gathered there, from 0 for an even pattern to 1, along either axis the less. */
  readonly certainty: number;
}

/**
 * The centre of a pattern's intensity on a detector whose edges meet: the direction of Σ I·exp(2πi·k/N) along each axis.
 * Light in the four corners has one centre, in the corner, which a centre of mass would put into the middle.
 *
 * @param intensity N × N, row-major.
 * @param size Side N.
 */
export function beamCentre(intensity: Float64Array, size: number): BeamCentre {
  const rows = new Float64Array(size);
  const columns = new Float64Array(size);
  intensity.forEach((value, i) => {
    const row = Math.floor(i / size);
    rows[row] = (rows[row] ?? 0) + value;
    columns[i % size] = (columns[i % size] ?? 0) + value;
  });
  const [down, across] = [circularMean(rows), circularMean(columns)];
  return { row: down.centre, column: across.centre, certainty: Math.min(down.certainty, across.certainty) };
}

/**
 * A sentence where the light of the mean pattern is gathered nearer to the edges than to the middle.
 *
 * @param key Name of the array.
 * @param intensity The mean pattern's intensity, N × N, to any scale.
 * @param size Side N.
 */
export function beamWarnings(key: string, intensity: Float64Array, size: number): string[] {
  const { row, column, certainty } = beamCentre(intensity, size);
  if (size < LEAST_SIZE || !(certainty >= LEAST_CERTAINTY)) return [];
  const offsets = [row, column].map((centre) => Math.abs(centre - size / 2));
  if (offsets.every((offset) => offset <= size / 4)) return [];
  if (offsets.every((offset) => offset > 3 * size / 8)) {
    return [
      `${key} has the direct beam in the corners instead of the middle: its mean pattern is brightest there; move it ` +
      `with numpy.fft.fftshift(patterns, axes=(1, 2))`,
    ];
  }
  return [
    `${key} has the direct beam around [${Math.round(row) % size}, ${
      Math.round(column) % size
    }] (row, column) instead of the middle, ` +
    `[${size / 2}, ${size / 2}]: roll or crop the patterns so that it is there`,
  ];
}

/**
 * The centre of a profile whose ends meet, with how sharply it is gathered there, from 0 for an even one to 1.
 *
 * @param profile Not negative.
 */
export function circularMean(profile: Float64Array): { centre: number; certainty: number } {
  let [re, im, sum] = [0, 0, 0];
  profile.forEach((value, k) => {
    re += value * Math.cos(2 * Math.PI * k / profile.length);
    im += value * Math.sin(2 * Math.PI * k / profile.length);
    sum += value;
  });
  const turns = Math.atan2(im, re) / (2 * Math.PI);
  return { centre: (turns - Math.floor(turns)) * profile.length, certainty: Math.hypot(re, im) / sum };
}

// --- internal ---

/** Smaller patterns are no measurements. */
const LEAST_SIZE = 8;
/** Below it the pattern is too even to tell. */
const LEAST_CERTAINTY = 0.05;
