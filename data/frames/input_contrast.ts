/**
 * How much the patterns of a scan differ, beside what they have in common, and how a network is shown it.
 *
 * All patterns of a scan show the same probe. Of a thin sample nearly all of their light is alike, 99.5 % where its phases
 * are within 0.1 rad. A network that looks at such patterns can learn what they have in common at once, and hardly ever
 * what the sample did: any change of its weights that makes use of the small part changes what it makes of the large one
 * fifteen times as much, so that descent along the small part is two hundred times slower. Hence the part in which patterns
 * differ is amplified where it is small. The mean pattern is not taken away: features that are everywhere around 0 do not
 * tell a convolution in which part of the pattern it is (`docs/results.md` has both measured).
 *
 * @module
 */
import { darkPatterns } from "../checks/dark_patterns.ts";
import { type Frames, readFrames } from "./frames.ts";

/** What a network is shown instead of a pattern x: mean + gain · (x − mean). */
export interface InputContrast {
  /** Mean pattern of the scan, N × N amplitudes as measured. */
  readonly mean: Float32Array;
  /** Multiplies what differs from it. */
  readonly gain: number;
}

/** How much contrast is wanted. */
export interface WantedContrast {
  /** Σx² of every image. */
  readonly energies: Float64Array;
  /** Share of the energy that differences are given, photon noise included, below 1; 0 leaves patterns as they are. */
  readonly share: number;
  /**
   * The gain that a network was trained with.
   *
   * @default what gives the differences their share
   */
  readonly gain?: number | undefined;
}

/**
 * The contrast that the patterns of a scan are shown with: differences that have much less of the energy than the share that is
 * wanted are amplified until they have it, but at most a hundredfold. A gain below 2 is not worth it: patterns are then shown
 * as they are. Of many patterns 1024 are looked at, as a mean of so many is near that of all; dark ones are not.
 *
 * @param frames The images of the scan.
 * @param wanted How much.
 * @returns The mean pattern and the gain; null where patterns are shown as they are.
 */
export function inputContrast(frames: Frames, { energies, share, gain }: WantedContrast): InputContrast | null {
  if (gain === undefined ? share === 0 : gain === 1) return null;
  const { mean, differing } = patternSpread(frames, litNumbers(energies));
  const chosen = gain ?? gainOf(differing, share);
  return chosen === 1 ? null : { mean, gain: chosen };
}

// --- internal ---

/** Patterns that are looked at. */
const MOST_PATTERNS = 1024;

/** Patterns that are read at once. */
const AT_ONCE = 32;

/** A share that comes of rounding. */
const ROUNDING = 1e-12;

const LEAST_GAIN = 2;
const MOST_GAIN = 100;

/** The gain that gives differences a share of the energy of which they have another. */
function gainOf(differing: number, share: number): number {
  if (differing < ROUNDING) return 1;
  const gain = Math.sqrt((share / (1 - share)) * (1 - differing) / differing);
  return gain < LEAST_GAIN ? 1 : Math.min(gain, MOST_GAIN);
}

/** Mean of some images, spread evenly over the numbers, and the share of their energy that is in what differs from it. */
function patternSpread(frames: Frames, numbers: Int32Array): { mean: Float32Array; differing: number } {
  const pixels = frames.patchSize ** 2;
  const [sum, energy] = [new Float64Array(pixels), new Float64Array(pixels)];
  const count = Math.min(numbers.length, MOST_PATTERNS);
  const taken = Int32Array.from({ length: count }, (_, i) => numbers[Math.floor(i * numbers.length / count)] ?? NaN);
  for (let first = 0; first < count; first += AT_ONCE) {
    readFrames(frames, taken.subarray(first, first + AT_ONCE)).forEach((amplitude, i) => {
      const pixel = i % pixels;
      sum[pixel] = (sum[pixel] ?? 0) + amplitude;
      energy[pixel] = (energy[pixel] ?? 0) + amplitude ** 2;
    });
  }
  const common = sum.reduce((total, value) => total + value ** 2, 0) / count;
  const all = energy.reduce((total, value) => total + value, 0);
  return { mean: Float32Array.from(sum, (value) => value / count), differing: all > 0 ? 1 - common / all : 0 };
}

function litNumbers(energies: Float64Array): Int32Array {
  const dark = new Set(darkPatterns(energies));
  return Int32Array.from(energies.keys()).filter((number) => !dark.has(number));
}
