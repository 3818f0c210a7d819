/**
 * What the patterns of a scan are like, in three numbers: enough to notice that a network is given another kind of scan
 * than it was trained on.
 *
 * @module
 */
import { modeIntensity } from "./arrays/orthogonal_modes.ts";
import { patternImage, patternMask } from "./patterns.ts";
import { takeRows } from "./arrays/take_rows.ts";
import { validShares } from "./frames/masks.ts";
import { range } from "./random/random.ts";
import type { Samples } from "./samples.ts";

/** Three numbers. */
export interface ScanCharacter {
  /** Mean Σx² of a pattern's amplitudes, in the unit of the file: the photons of a pattern where that is counted in. */
  readonly energy: number;
  /** Root mean square distance of a pattern's intensity from its centre, in pixels of the detector. */
  readonly patternRadius: number;
  /** Root mean square distance of the probe's intensity from its centre, in pixels of the object. */
  readonly probeRadius: number;
}

/** What a network was trained on. */
export interface TrainedCharacter extends Omit<ScanCharacter, "energy"> {
  readonly energy: number | null;
}

/** The character of samples; of many, those of every so many patterns are looked at. */
export function scanCharacter({ patterns, patchSize, probe }: Samples): ScanCharacter {
  const every = Math.ceil(patterns.count / MOST_PATTERNS);
  const looked = range(Math.ceil(patterns.count / every)).map((k) => k * every);
  const intensity = new Float64Array(patchSize * patchSize);
  const valid = validCounts(patterns, looked);
  for (const pattern of looked) {
    const mask = patternMask(patterns, pattern);
    patternImage(patterns, pattern).forEach((amplitude, p) => {
      if (mask && mask[p] === 0) return;
      intensity[p] = (intensity[p] ?? 0) + amplitude ** 2 / (valid ? valid[p] ?? NaN : looked.length);
    });
  }
  return {
    energy: intensity.reduce((sum, value) => sum + value, 0),
    patternRadius: radius(intensity, patchSize),
    probeRadius: radius(modeIntensity(probe), patchSize),
  };
}

/**
 * How a scan differs from the one that a network was trained on, one sentence each, with what to do about it.
 *
 * @param scan The new scan.
 * @param trained The scan of the training; its energy is null where it does not matter.
 */
export function characterWarnings(scan: ScanCharacter, trained: TrainedCharacter): string[] {
  const sentences = trained.energy === null ? [] : energyWarnings(scan.energy, trained.energy);
  for (const [key, what, unit] of RADII) {
    const wider = scan[key] / trained[key];
    if (!isOff(wider, MOST_RADIUS)) continue;
    sentences.push(
      `${what} ${short(scan[key])} ${unit} wide (root mean square radius) instead of the ${short(trained[key])} ` +
        "that the network was trained on: it paints what it learned of the other; train on a scan like this one",
    );
  }
  return sentences;
}

// --- internal ---

const MOST_PATTERNS = 1000;

/** Other exposures differ by less, counts from amplitudes of some thousand photons by more. */
const MOST_ENERGY = 100;
/** Drifts of one instrument change radii by less. */
const MOST_RADIUS = 1.25;

const RADII = [
  ["patternRadius", "its mean pattern is", "px of the detector"],
  ["probeRadius", "its probe is", "px"],
] as const;

function energyWarnings(energy: number, trained: number): string[] {
  const brighter = energy / trained;
  if (!isOff(brighter, MOST_ENERGY)) return [];
  return [
    `its patterns have ${factor(brighter)} times the energy of those that the network was trained on (sum of squared ` +
    `amplitudes ${short(energy)} instead of ${
      short(trained)
    }): if it is recorded otherwise, say so by --measurement; another exposure is no matter`,
  ];
}

/** In how many of some patterns each pixel is valid, where they have masks of their own. */
function validCounts(patterns: Samples["patterns"], looked: Int32Array): Float64Array | null {
  if (!patterns.masks || patterns.masks.shared) return null;
  const shares = validShares(patterns.masks, takeRows(patterns.numbers, looked, 1));
  return shares && shares.map((share) => share * looked.length);
}

function isOff(ratio: number, most: number): boolean {
  return ratio > most || ratio < 1 / most;
}

function factor(ratio: number): string {
  return ratio >= 1 ? short(ratio) : `1/${short(1 / ratio)}`;
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

function radius(intensity: Float64Array, size: number): number {
  let [sum, x, y, squares] = [0, 0, 0, 0];
  intensity.forEach((value, p) => {
    const [row, column] = [Math.floor(p / size), p % size];
    sum += value;
    x += value * column;
    y += value * row;
    squares += value * (row * row + column * column);
  });
  return Math.sqrt(Math.max(0, squares / sum - (x / sum) ** 2 - (y / sum) ** 2));
}
