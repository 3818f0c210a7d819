/**
 * What a detector makes of the light that reaches it: photons are counted, some pixels do not see them, electronics add
 * their own.
 *
 * @module
 */
import { Random } from "../../random/random.ts";

/** What is wrong with a detector; nothing is where nothing is said. */
export interface DetectorRecipe {
  /**
   * Diameter of a round stop before the direct beam, in pixels: what lies behind counts nothing, and is masked.
   *
   * @default 0
   */
  readonly beamStop?: number;
  /**
   * Pixels, at random, that count nothing, and are masked.
   *
   * @default 0
   */
  readonly deadPixels?: number;
  /**
   * Mean counts a pixel in every pattern that are not the beam's.
   *
   * @default 0
   */
  readonly background?: number;
  /**
   * Standard deviation, in counts, of what reading a pixel adds, as normal numbers; sums below 0 are recorded as 0.
   *
   * @default 0
   */
  readonly readoutNoise?: number;
}

/** Names of what a detector may have. */
export const DETECTOR_PARTS = ["beamStop", "deadPixels", "background", "readoutNoise"] as const;

/** Counts the photons of patterns. */
export class Detector {
  /** Which pixels are valid, (N, N): 1, or 0 behind the stop and where a pixel is dead; null where all are. */
  readonly mask: Uint8Array | null;
  readonly #photons: Random;
  readonly #readout: Random;
  readonly #background: number;
  readonly #noise: number;

  /**
   * @param recipe What is wrong with it.
   * @param patchSize Side N in pixels.
   * @param seed Seed of all chance.
   * @throws {RangeError} If a number makes no sense, or no pixel is left.
   */
  constructor(recipe: DetectorRecipe, patchSize: number, seed: number) {
    const { background = 0, readoutNoise = 0 } = recipe;
    requireFinite("background", background);
    requireFinite("readoutNoise", readoutNoise);
    this.mask = validPixels(recipe, patchSize, seed);
    this.#photons = new Random(seed, "photon counts");
    this.#readout = new Random(seed, "read-out noise");
    this.#background = background;
    this.#noise = readoutNoise;
  }

  /**
   * Counts a pattern. Chance goes from one to the next.
   *
   * @param expected Mean photons of the beam in each pixel, N × N.
   * @param into Gets the square roots of the counts.
   */
  record(expected: Float64Array, into: Float32Array): void {
    const [background, noise, mask] = [this.#background, this.#noise, this.mask];
    for (let i = 0; i < into.length; i++) {
      let counts = this.#photons.poisson((expected[i] ?? 0) + background);
      if (noise > 0) counts = Math.max(0, counts + noise * this.#readout.normal());
      into[i] = mask?.[i] === 0 ? 0 : Math.sqrt(counts);
    }
  }
}

/** Whether patterns hold, in the mean, all of the beam's photons and no others. */
export function countsBeamAlone(recipe: DetectorRecipe): boolean {
  return DETECTOR_PARTS.every((part) => (recipe[part] ?? 0) === 0);
}

// --- internal ---

/** Counts of more cannot be computed with in single precision. */
const MOST = 1e30;

function validPixels({ beamStop = 0, deadPixels = 0 }: DetectorRecipe, size: number, seed: number): Uint8Array | null {
  requireFinite("beamStop", beamStop);
  if (!Number.isInteger(deadPixels) || deadPixels < 0 || deadPixels >= size * size) {
    throw new RangeError(
      `Cannot simulate a scan as deadPixels must be a whole number below the ${size * size} pixels of a pattern: ` +
        `current value is ${deadPixels}`,
    );
  }
  if (beamStop === 0 && deadPixels === 0) return null;
  const mask = Uint8Array.from({ length: size * size }, (_, i) => {
    const radius = Math.hypot(Math.floor(i / size) - size / 2, i % size - size / 2);
    return beamStop > 0 && radius <= beamStop / 2 ? 0 : 1;
  });
  const random = new Random(seed, "dead pixels");
  const left = Int32Array.from(mask.keys());
  for (const pixel of random.shuffle(left).subarray(0, deadPixels)) mask[pixel] = 0;
  if (mask.includes(1)) return mask;
  throw new RangeError(
    `Cannot simulate a scan as no pixel of ${size} × ${size} is left to count photons: beamStop is ${beamStop} px, ` +
      `deadPixels ${deadPixels}`,
  );
}

function requireFinite(name: string, value: number): void {
  if (value >= 0 && value <= MOST) return;
  throw new RangeError(
    `Cannot simulate a scan as ${name} must be from 0 to ${MOST}: current value is ${value}`,
  );
}
