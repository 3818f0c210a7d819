/**
 * What is simulated, from options: what is not given is made, a defocused disk, a Siemens star, a jittered grid.
 *
 * @module
 */
import { requireMemory } from "../checks/memory.ts";
import { requireCoordinates } from "../checks/positions.ts";
import type { ComplexImage } from "../complex_image.ts";
import { UNKNOWN_EXPERIMENT } from "../experiment.ts";
import type { Positions } from "../positions.ts";
import { Random, range } from "../random/random.ts";
import type { ScanNotes } from "../scan.ts";
import type { ScanWithoutPatterns } from "../writing/arrays_beside_patterns.ts";
import { diskProbe } from "./disk_probe.ts";
import { linesObject } from "./lines_object.ts";
import { madeExperiment } from "./made_experiment.ts";
import { patchBeyond } from "./record_patterns.ts";
import { scanGrid } from "./scan_grid.ts";
import { SIMULATE_DEFAULTS } from "./simulate_defaults.ts";
import type { SimulateOptions } from "./simulate_options.ts";
import { starObject } from "./star_object.ts";

/** A scan before its patterns are recorded. */
export interface SimulatedScene extends Omit<ScanWithoutPatterns, keyof ScanNotes>, ScanNotes {
  /** Object, as large as the positions need. */
  readonly object: ComplexImage;
  /** Mean photons of a pattern. */
  readonly photons: number;
  /** Seed of the photon noise. */
  readonly seed: number;
}

/**
 * Takes what is given and makes the rest.
 *
 * @param options What to simulate.
 * @param held Whether all patterns will be held in memory.
 * @throws {RangeError} As `simulateScan`.
 */
export function simulatedScene(options: SimulateOptions, held: boolean): SimulatedScene {
  const { photons = SIMULATE_DEFAULTS.photons, seed = SIMULATE_DEFAULTS.seed } = options;
  const given = givenObject(options);
  const patchSize = options.patchSize ?? options.probe?.height ?? SIMULATE_DEFAULTS.patchSize;
  requireSize(options, patchSize, held);
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
  const { experiment = options.probe ?? given ? UNKNOWN_EXPERIMENT : madeExperiment(patchSize) } = options;
  const notes = { probeModes: [probe], experiment, frameIndices: null, provenance: null };
  return { count: x.length, patchSize, x, y, probe, object, photons, seed, ...notes };
}

/** The error that no photon was counted at all. */
export function noPhoton({ photons }: SimulatedScene): Error {
  return new RangeError(`Cannot simulate a scan as no pattern got a photon: photons is ${photons}; ask for more`);
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
function requireSize(options: SimulateOptions, patchSize: number, held: boolean): void {
  const { positions, patterns } = options;
  const object = givenObject(options);
  const count = patterns ?? positions?.x.length ?? SIMULATE_DEFAULTS.patterns;
  const pixels = patchSize * patchSize;
  // The object that is made for a grid of step N/8.
  const made = object || positions ? 0 : (patchSize * (Math.sqrt(count) / 8 + 1)) ** 2;
  const bytes = (held ? 4 * count * pixels : 0) + WAVE_BYTES * pixels + OBJECT_BYTES * made;
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
  if (before >= 0) throw patchBeyond(size, before, { x, y });
  requireMemory(OBJECT_BYTES * height * width, "Cannot simulate a scan as", `an object of ${height} × ${width} px`);
  return size;
}
