/**
 * Simulated scans: a probe steps over an object, each exit wave is propagated to the far field, and photons are counted.
 * What is not given is made: a defocused disk, a Siemens star, a jittered grid.
 *
 * @module
 */
import { requireMemory } from "../checks/memory.ts";
import { requireCoordinates } from "../checks/positions.ts";
import { type ComplexImage, zeroImage } from "../complex_image.ts";
import { diskProbe } from "./disk_probe.ts";
import { type Experiment, UNKNOWN_EXPERIMENT } from "../experiment.ts";
import { CentredFft2, type WaveField } from "../arrays/fft.ts";
import { arraysDigest } from "../formats/file_digest.ts";
import { madeExperiment } from "./made_experiment.ts";
import { linesObject } from "./lines_object.ts";
import { starObject } from "./star_object.ts";
import { samplePatch } from "../object_patch.ts";
import { Random, range } from "../random/random.ts";
import { checkScan, type Scan } from "../scan.ts";
import type { Positions } from "../positions.ts";
import { scanGrid } from "./scan_grid.ts";
import { SIMULATE_DEFAULTS } from "./simulate_defaults.ts";

/** An object that is made. */
export type MadeObject = "star" | "lines";

/** All of them. */
export const MADE_OBJECTS: readonly MadeObject[] = ["star", "lines"];

/** What to simulate. */
export interface SimulateOptions {
  /**
   * Side N of a pattern in pixels, a power of two.
   *
   * @default the side of the probe, or 64
   */
  readonly patchSize?: number;
  /**
   * Number of patterns. Of given positions, as many are drawn at random, in their order.
   *
   * @default all given positions, or 400
   */
  readonly patterns?: number;
  /**
   * Mean photons of a pattern.
   *
   * @default 1e5
   */
  readonly photons?: number;
  /**
   * Seed of object, positions and photon noise: equal seeds make equal scans.
   *
   * @default 42
   */
  readonly seed?: number;
  /** Probe, N × N. */
  readonly probe?: ComplexImage;
  /**
   * The object, or one that is made as large as the positions need: a Siemens star, or PtychoPINN's random lines.
   *
   * @default "star"
   */
  readonly object?: ComplexImage | MadeObject;
  /** Patch centres in object pixels; every patch must lie within the object. */
  readonly positions?: Positions;
  /**
   * The experiment that the scan is of. It is written beside the patterns, which do not depend on it.
   *
   * @default X-rays of 8 keV and object pixels of 10 nm; unknown where probe or object are given
   */
  readonly experiment?: Experiment;
}

/**
 * Simulates a scan: amplitudes √counts with counts ~ Poisson(s·|F{P·O}|²), F the unitary Fourier transform and s such
 * that the mean pattern has `photons` of them. Patches at sub-pixel positions are interpolated bilinearly.
 *
 * @param options What to simulate.
 * @returns The scan; its digest is of the arrays.
 * @throws {RangeError} If the probe is not N × N, N is not a power of two, a patch reaches beyond the object (the message
 * names the position), more patterns are wanted than there are positions, or
 * more memory than a machine has.
 * @example
 * ```ts
 * import { simulateScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const scan = simulateScan({ patchSize: 32, patterns: 9, photons: 1e5, seed: 7 });
 * assertEquals([scan.count, scan.patchSize, scan.amplitude.length], [9, 32, 9 * 32 * 32]);
 * ```
 */
export function simulateScan(options: SimulateOptions = {}): Scan {
  const { photons = SIMULATE_DEFAULTS.photons, seed = SIMULATE_DEFAULTS.seed } = options;
  const given = givenObject(options);
  const patchSize = options.patchSize ?? options.probe?.height ?? SIMULATE_DEFAULTS.patchSize;
  requireSize(options, patchSize);
  const probe = options.probe ?? diskProbe(patchSize);
  if (probe.height !== patchSize || probe.width !== patchSize) {
    const size = `${probe.height} × ${probe.width}`;
    throw new RangeError(`Cannot simulate a scan as the probe must be ${patchSize} × ${patchSize}: it is ${size}`);
  }
  if (!(photons > 0 && photons <= MOST_PHOTONS)) {
    const bound = photons > 0 ? `at most ${MOST_PHOTONS}` : "above 0";
    throw new RangeError(`Cannot simulate a scan as photons must be ${bound}: current value is ${photons}`);
  }
  const { x, y } = choosePositions(options, patchSize, seed);
  const object = given ?? madeObject(options, extent({ x, y }, patchSize), seed);
  const amplitude = recordPatterns({ probe, object, x, y }, photons, seed);
  if (!amplitude.some((value) => value > 0)) {
    throw new RangeError(`Cannot simulate a scan as no pattern got a photon: photons is ${photons}; ask for more`);
  }
  const { experiment = options.probe ?? given ? UNKNOWN_EXPERIMENT : madeExperiment(patchSize) } = options;
  const notes = { probeModes: [probe], experiment, frameIndices: null, provenance: null };
  const content = { count: x.length, patchSize, amplitude, x, y, probe, object, photons, ...notes };
  checkScan(content, "simulation");
  const digest = arraysDigest([amplitude, x, y, probe.re, probe.im, object.re, object.im]);
  return { path: "simulation", digest, ...content, warnings: [] };
}

// --- internal ---

/** Amplitudes of more cannot be computed with in single precision. */
const MOST_PHOTONS = 1e30;
/** Bytes a pixel of the probe, of the waves and of the transform's tables. */
const WAVE_BYTES = 96;
/** Bytes a pixel of an object while it is made. */
const OBJECT_BYTES = 48;

function givenObject({ object }: SimulateOptions): ComplexImage | undefined {
  return typeof object === "string" ? undefined : object;
}

interface Size {
  readonly height: number;
  readonly width: number;
}

function madeObject({ object }: SimulateOptions, size: Size, seed: number): ComplexImage {
  return object === "lines" ? linesObject({ ...size, seed }) : starObject(size);
}

/** Refuses what would not fit into memory before any of it is made. */
function requireSize(options: SimulateOptions, patchSize: number): void {
  const { positions, patterns } = options;
  const object = givenObject(options);
  const count = patterns ?? positions?.x.length ?? SIMULATE_DEFAULTS.patterns;
  const pixels = patchSize * patchSize;
  // The object that is made for a grid of step N/8.
  const made = object || positions ? 0 : (patchSize * (Math.sqrt(count) / 8 + 1)) ** 2;
  const bytes = 4 * count * pixels + WAVE_BYTES * pixels + OBJECT_BYTES * made;
  requireMemory(bytes, "Cannot simulate a scan as", `${count} patterns of ${patchSize} × ${patchSize} px`);
}

function choosePositions(options: SimulateOptions, patchSize: number, seed: number): Positions {
  const { positions, patterns } = options;
  const object = givenObject(options);
  const count = patterns ?? positions?.x.length ?? SIMULATE_DEFAULTS.patterns;
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `Cannot simulate a scan as patterns must be a whole number above 0: current value is ${count}`,
    );
  }
  if (!positions) return scanGrid({ count, patchSize, seed, ...(object && { object }) });
  const { x, y } = positions;
  requireCoordinates("x coordinate", x, "Cannot simulate a scan as");
  requireCoordinates("y coordinate", y, "Cannot simulate a scan as");
  if (x.length !== y.length || count > x.length) {
    const given = `${x.length} columns and ${y.length} rows are given`;
    throw new RangeError(`Cannot simulate ${count} patterns as there must be as many positions: ${given}`);
  }
  const chosen = new Random(seed, "choice of positions").shuffle(range(x.length)).slice(0, count).sort();
  const take = (axis: Float64Array): Float64Array => Float64Array.from(chosen, (index) => axis[index] ?? NaN);
  return { x: take(x), y: take(y) };
}

function extent({ x, y }: Positions, patchSize: number): { height: number; width: number } {
  const length = (axis: Float64Array): number =>
    Math.ceil(axis.reduce((most, value) => Math.max(most, value), 0) + patchSize / 2);
  const size = { height: length(y), width: length(x) };
  const { height, width } = size;
  // The object begins at (0, 0): what lies before it is seen before one is made.
  const before = x.findIndex((column, i) => Math.min(column, y[i] ?? NaN) < patchSize / 2);
  if (before >= 0) throw beyond(size, before, { x, y });
  requireMemory(OBJECT_BYTES * height * width, "Cannot simulate a scan as", `an object of ${height} × ${width} px`);
  return size;
}

interface Scene extends Positions {
  readonly probe: ComplexImage;
  readonly object: ComplexImage;
}

function recordPatterns(scene: Scene, photons: number, seed: number): Float32Array {
  const size = scene.probe.height;
  const fft = new CentredFft2(size);
  const wave = { re: new Float64Array(size * size), im: new Float64Array(size * size) };
  const patch = zeroImage(size, size);
  const scale = photons / meanEnergy(scene, wave, patch);
  const random = new Random(seed, "photon counts");
  const amplitude = new Float32Array(scene.x.length * size * size);
  for (let pattern = 0; pattern < scene.x.length; pattern++) {
    exitWave(scene, pattern, wave, patch);
    fft.transform(wave);
    for (let i = 0; i < wave.re.length; i++) {
      const intensity = (wave.re[i] ?? 0) ** 2 + (wave.im[i] ?? 0) ** 2;
      amplitude[pattern * size * size + i] = Math.sqrt(random.poisson(scale * intensity));
    }
  }
  return amplitude;
}

// The transform is unitary: the energy of a pattern is that of its exit wave, and no transform is needed to know it.
function meanEnergy(scene: Scene, wave: WaveField, patch: ComplexImage): number {
  let sum = 0;
  for (let pattern = 0; pattern < scene.x.length; pattern++) {
    exitWave(scene, pattern, wave, patch);
    for (let i = 0; i < wave.re.length; i++) sum += (wave.re[i] ?? 0) ** 2 + (wave.im[i] ?? 0) ** 2;
  }
  if (!(sum > 0 && sum < Infinity)) {
    throw new RangeError(`Cannot simulate a scan as probe and object let no light through: their energy is ${sum}`);
  }
  return sum / scene.x.length;
}

function exitWave(scene: Scene, pattern: number, wave: WaveField, patch: ComplexImage): void {
  const { probe, object } = scene;
  const [x, y] = [scene.x[pattern] ?? NaN, scene.y[pattern] ?? NaN];
  if (!samplePatch(object, { x, y, size: probe.height }, patch)) {
    throw beyond(object, pattern, scene);
  }
  for (let i = 0; i < wave.re.length; i++) {
    const [a, b, c, d] = [probe.re[i] ?? 0, probe.im[i] ?? 0, patch.re[i] ?? 0, patch.im[i] ?? 0];
    wave.re[i] = a * c - b * d;
    wave.im[i] = a * d + b * c;
  }
}

function beyond(
  object: { readonly height: number; readonly width: number },
  patch: number,
  { x, y }: Positions,
): Error {
  const size = `${object.width} × ${object.height} object`;
  const [column, row] = [x, y].map((axis) => Number((axis[patch] ?? NaN).toPrecision(6)));
  return new RangeError(
    `Cannot simulate a scan as patch ${patch} reaches beyond the ${size}: its centre is (${column}, ${row})`,
  );
}
