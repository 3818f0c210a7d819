/**
 * A scan: diffraction patterns, where on the object each was recorded, and the probe that made them. A `Scan` has been
 * checked: whoever holds one need not look for NaN, missing coordinates or wrong shapes again.
 *
 * @module
 */
import { requireComputable } from "./checks/faint_amplitudes.ts";
import type { Measurement } from "./checks/pattern_array.ts";
import { requireMaskValues, requireValidPixels } from "./checks/mask_values.ts";
import { requireCoordinates } from "./checks/positions.ts";
import type { ComplexImage } from "./complex_image.ts";
import type { Experiment } from "./experiment.ts";
import type { Frames } from "./frames/frames.ts";
import type { Masks } from "./frames/masks.ts";
import type { PatternStatistics } from "./frames/pattern_statistics.ts";
import type { ScanTruth } from "./positions.ts";

/** A ptychography scan of M patterns of N × N pixels, all but the patterns. */
export interface ScanDescription {
  /** File it came from. */
  readonly path: string;
  /** `sha256:` and the digest of the file in hexadecimal. */
  readonly digest: string;
  /** Patterns M. */
  readonly count: number;
  /** Side N of a pattern, of the probe, and of an object patch, in pixels. */
  readonly patchSize: number;
  /** Columns of the patch centres in object pixels: the patch at c covers [c − N/2, c + N/2). */
  readonly x: Float64Array;
  /** Rows of the patch centres in object pixels. */
  readonly y: Float64Array;
  /** Probe, N × N, as in the file: of several modes the first. */
  readonly probe: ComplexImage;
  /** All modes of the probe, N × N each, as in the file; their intensities add up on the detector. */
  readonly probeModes: readonly ComplexImage[];
  /** Known or reconstructed object, if the file has one; NaN where it is not known. */
  readonly object: ComplexImage | null;
  /** Scan coordinate of the object's pixel [0, 0], where it is another than (0, 0), which is that of every file. */
  readonly objectOrigin?: { readonly x: number; readonly y: number } | null;
  /** Mean photons of a pattern, if the file says. */
  readonly photons: number | null;
  /** What the file says of the experiment. */
  readonly experiment: Experiment;
  /** Number of each pattern in the file that it came from, (M); null where the file does not say. */
  readonly frameIndices: Int32Array | null;
  /** How the scan was made, as an import writes it: JSON; null where the file does not say. */
  readonly provenance: string | null;
  /** What is known to be otherwise than the scan says, of simulations; null where all is as it says, or nobody knows. */
  readonly truth: ScanTruth | null;
  /** What was left out or overlooked in reading, one sentence each. */
  readonly warnings: readonly string[];
}

/** A scan in memory. */
export interface Scan extends ScanDescription {
  /** Diffraction amplitudes (square roots of counts), (M, N, N) row-major, DC at pixel [N/2, N/2]. */
  readonly amplitude: Float32Array;
  /**
   * Which pixels are valid: 1, or 0 for masked ones, (N, N) for all patterns or (M, N, N) for each; null where all are.
   * What stands in a masked pixel of `amplitude` has no influence on anything.
   */
  readonly mask: Uint8Array | null;
}

/**
 * A scan whose patterns are read as they are needed, wherever they lie; each was looked at once. Declare it with `using`:
 * the file stays open where they are read from it.
 */
export interface OpenScan extends ScanDescription, Disposable {
  /** What the numbers of the file were read as. */
  readonly measurement: Measurement;
  /** Diffraction amplitudes (square roots of counts) by the number of their pattern. */
  readonly frames: Frames;
  /** Which pixels are valid, by the number of the pattern; null where all are. */
  readonly masks: Masks | null;
  /** Numbers of every pattern. */
  readonly statistics: PatternStatistics;
  /** None: see {@link OpenScan.frames}. */
  readonly amplitude?: undefined;
}

/** What a scan may hold besides; without it, the probe has one mode and the rest is not known. */
export type ScanNotes = Pick<ScanDescription, "probeModes" | "experiment" | "frameIndices" | "provenance" | "truth">;

/** What a scan holds, wherever it came from; without a mask every pixel is valid. */
export type ScanContent =
  & Omit<Scan, "path" | "digest" | "warnings" | "mask" | keyof ScanNotes>
  & Partial<ScanNotes & Pick<Scan, "mask">>;

/**
 * Checks that a scan can be used.
 *
 * @param scan The scan.
 * @param path Where it came from or goes to, for the message.
 * @throws {RangeError} If it is empty; if a valid amplitude, a coordinate or probe value is not finite, or a valid
 * amplitude negative (the message names the first); if the mask leaves no pixel, or holds anything but 0 and 1; if no
 * object value is finite; if all patterns or the probe are zero, or amplitudes too small or large to compute with; if
 * coordinates are beyond ±2³¹; if lengths do not fit.
 */
export function checkScan(scan: ScanContent, path: string): void {
  const { count, patchSize, amplitude, mask = null, x, y } = scan;
  const place = `Cannot use scan ${path} as`;
  requirePatterns(scan, place);
  if (amplitude.length !== count * patchSize * patchSize || x.length !== count || y.length !== count) {
    const lengths = `${amplitude.length} amplitudes, ${x.length} x and ${y.length} y coordinates`;
    throw new RangeError(`${place} its arrays do not fit ${count} patterns of ${patchSize} × ${patchSize}: ${lengths}`);
  }
  if (mask) checkMask(mask, scan, place);
  requireLight(greatestAmplitude(scan, place), place);
  checkSurroundings(scan, place);
}

/**
 * Checks that a scan can be used whose patterns were looked at one by one.
 *
 * @param scan The scan, and its greatest amplitude; none is negative or not finite.
 * @param path Where it came from, for the message.
 * @throws {RangeError} As {@link checkScan}.
 */
export function checkRecordedScan(scan: Surroundings & { readonly greatest: number }, path: string): void {
  const place = `Cannot use scan ${path} as`;
  requirePatterns(scan, place);
  requireLight(scan.greatest, place);
  checkSurroundings(scan, place);
}

/** `[pattern, row, column]` of a position in an array of patterns, for messages. */
export function patternIndex(index: number, patchSize: number): string {
  const pixel = index % (patchSize * patchSize);
  const pattern = (index - pixel) / (patchSize * patchSize);
  return `[${pattern}, ${Math.floor(pixel / patchSize)}, ${pixel % patchSize}]`;
}

/** All modes of a scan's probe; the first is `probe`, whatever `probeModes` begins with. */
export function probeModesOf(
  { probe, probeModes = [] }: Pick<ScanContent, "probe" | "probeModes">,
): readonly ComplexImage[] {
  return [probe, ...probeModes.slice(1)];
}

/** Checks coordinates or other lists; `place` starts the message: `Cannot use scan x.npz as`. */
export function checkFinite(name: string, values: Float32Array | Float64Array, place: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`${place} its ${name} is not finite: the value at ${bad} is ${values[bad]}`);
}

/** Checks the values of a probe or an object; `place` starts the message. */
export function checkImage(name: string, image: ComplexImage, place: string): void {
  for (const part of [image.re, image.im]) {
    const bad = part.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    const index = `[${Math.floor(bad / image.width)}, ${bad % image.width}]`;
    throw new RangeError(`${place} its ${name} is not finite: the value at ${index} is ${part[bad]}`);
  }
}

// --- internal ---

function checkModes(scan: Surroundings, place: string): void {
  const { patchSize } = scan;
  for (const mode of probeModesOf(scan)) {
    if (mode.height !== patchSize || mode.width !== patchSize) {
      const size = `${mode.height} × ${mode.width}`;
      throw new RangeError(
        `${place} the probe must be as large as a pattern, ${patchSize} × ${patchSize}: it is ${size}`,
      );
    }
    checkImage("probe", mode, place);
  }
}

/** Numbers of single precision below it are rounded to ever fewer digits. */
const LEAST_PROBE = 1e-30;

type Surroundings = Omit<ScanContent, "amplitude">;

function requirePatterns({ count, patchSize }: Surroundings, place: string): void {
  if (count >= 1 && patchSize >= 2) return;
  throw new RangeError(
    `${place} it has no patterns: current value is ${count} of ${patchSize} × ${patchSize} pixels`,
  );
}

function checkSurroundings(scan: Surroundings, place: string): void {
  const { x, y, object } = scan;
  checkFinite("x coordinate", x, place);
  checkFinite("y coordinate", y, place);
  requireCoordinates("x coordinate", x, place);
  requireCoordinates("y coordinate", y, place);
  checkModes(scan, place);
  requireBrightProbe(probeModesOf(scan), place);
  if (object && !object.re.some((value, i) => Number.isFinite(value + (object.im[i] ?? NaN)))) {
    throw new RangeError(`${place} its object is finite nowhere: the value at [0, 0] is ${object.re[0]}`);
  }
}

function requireBrightProbe(modes: readonly ComplexImage[], place: string): void {
  const brightest = Math.max(...modes.flatMap(({ re, im }) => [greatestOf(re), greatestOf(im)]));
  if (brightest === 0) {
    throw new RangeError(
      `${place} its probe is zero everywhere: take that of another reconstruction, or a disk as large as the beam`,
    );
  }
  if (brightest >= LEAST_PROBE) return;
  throw new RangeError(
    `${place} its probe is too small for single precision: the greatest value is ${
      Number(brightest.toPrecision(3))
    }; multiply probeGuess by a constant`,
  );
}

function greatestOf(values: Float32Array | Float64Array): number {
  let greatest = 0;
  for (const value of values) greatest = Math.max(greatest, Math.abs(value));
  return greatest;
}

function checkMask(mask: Uint8Array, { count, patchSize }: Surroundings, place: string): void {
  const pixels = patchSize * patchSize;
  if (mask.length !== pixels && mask.length !== count * pixels) {
    throw new RangeError(
      `${place} its mask must be (${patchSize}, ${patchSize}) or (${count}, ${patchSize}, ${patchSize}): it has ` +
        `${mask.length} values`,
    );
  }
  requireMaskValues(mask, place);
  requireValidPixels(mask.includes(1) ? 1 : 0, mask.length, place);
}

function greatestAmplitude({ amplitude, mask, patchSize }: ScanContent, place: string): number {
  const period = mask?.length ?? 1;
  let greatest = 0;
  for (let i = 0; i < amplitude.length; i++) {
    if (mask && mask[i % period] === 0) continue;
    const value = amplitude[i] ?? NaN;
    if (!(value >= 0 && value < Infinity)) {
      const problem = value < 0 && value > -Infinity ? "negative" : "not finite";
      throw new RangeError(
        `${place} an amplitude is ${problem}: the value at ${patternIndex(i, patchSize)} is ${value}`,
      );
    }
    if (value > greatest) greatest = value;
  }
  return greatest;
}

function requireLight(greatest: number, place: string): void {
  if (greatest === 0) throw new RangeError(`${place} all its patterns are zero everywhere`);
  requireComputable(greatest, place);
}
