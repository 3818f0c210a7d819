/**
 * What a scan's file says beside its arrays: what its numbers are, the experiment, where patterns came from. Files without
 * these keys are as good as ever.
 *
 * @module
 */
import { outOfRange } from "./checks/experiment_range.ts";
import type { ExperimentQuantity } from "./checks/experiment_range.ts";
import type { Measurement } from "./checks/pattern_array.ts";
import { type Experiment, farFieldPixel, type PixelSize, pixelText } from "./experiment.ts";
import type { ArrayFile } from "./formats/array_file.ts";
import { printable, shapeText } from "../config/values/printable.ts";
import { imagesOf } from "./complex_image.ts";
import type { ScanTruth } from "./positions.ts";
import { checkFinite, checkImage } from "./scan.ts";
import { readAxis } from "./scan_arrays.ts";

/** Names of the notes in a scan's file. */
export const NOTE_KEYS = {
  measurement: "measurement",
  wavelength: "wavelength_m",
  distance: "detector_distance_m",
  detectorPixel: "detector_pixel_size_m",
  objectPixel: "object_pixel_size_m",
  frameIndices: "frame_indices",
  provenance: "provenance",
} as const;

/**
 * What the file says that its patterns are.
 *
 * @returns Null where it does not say.
 * @throws {TypeError} If it is no text.
 * @throws {RangeError} If it is another one.
 */
export async function readMeasurement(file: ArrayFile): Promise<Measurement | null> {
  const text = await readText(file, NOTE_KEYS.measurement);
  if (text === null || text === "amplitude" || text === "intensity") return text;
  throw new RangeError(
    `${placeOf(file)} ${NOTE_KEYS.measurement} must be amplitude or intensity: current value is "${printable(text)}"`,
  );
}

/** What is needed to read an experiment. */
export interface ReadExperimentOptions {
  /** Side N of a pattern in pixels. */
  readonly patchSize: number;
  /** Gets a sentence for each number that cannot be in metres, which is not used, and where numbers contradict each other. */
  readonly warnings: string[];
}

/**
 * Reads what the file says of the experiment.
 *
 * @throws {TypeError} If a number is of the wrong type or shape.
 * @throws {RangeError} If one is not above 0 and finite.
 */
export async function readExperiment(file: ArrayFile, options: ReadExperimentOptions): Promise<Experiment> {
  const { patchSize, warnings } = options;
  const length = async (key: string, quantity: ExperimentQuantity): Promise<number | null> =>
    (await readLengths(file, { key, quantity, most: 1, warnings }))?.[0] ?? null;
  const pixel = async (key: string, quantity: ExperimentQuantity): Promise<PixelSize | null> => {
    const [height, width = height] = await readLengths(file, { key, quantity, most: 2, warnings }) ?? [];
    return height === undefined || width === undefined ? null : { height, width };
  };
  const experiment = {
    wavelength: await length(NOTE_KEYS.wavelength, "wavelength"),
    distance: await length(NOTE_KEYS.distance, "distance"),
    detectorPixel: await pixel(NOTE_KEYS.detectorPixel, "detector pixel"),
    objectPixel: await pixel(NOTE_KEYS.objectPixel, "object pixel"),
  };
  warnings.push(...contradictions(experiment, patchSize));
  return experiment;
}

/**
 * Reads the number of each pattern in the file that it came from.
 *
 * @param count Patterns of the scan.
 * @returns Null where the file does not say.
 * @throws {TypeError} If they are no list of numbers.
 * @throws {RangeError} If there are more or fewer, or one is no whole number from 0 to 2³¹ − 1.
 */
export async function readFrameIndices(file: ArrayFile, count: number): Promise<Int32Array | null> {
  const key = NOTE_KEYS.frameIndices;
  if (!file.has(key)) return null;
  const { dtype, shape } = await file.header(key);
  const place = `${placeOf(file)} ${key} must`;
  if (!isReal(dtype) || shape.filter((length) => length !== 1).length > 1 || shape.length === 0) {
    throw new TypeError(`${place} be a list (M) of numbers: ${shownHeader(dtype, shape)}`);
  }
  const length = shape.reduce((product, axis) => product * axis, 1);
  if (length !== count) {
    throw new RangeError(`${place} have a number for each of the ${count} patterns: it has ${length}; leave it out`);
  }
  const array = await file.read(key, count);
  const values = array.kind === "real" ? array.data : [];
  const bad = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < 2 ** 31));
  if (bad < 0) return Int32Array.from(values);
  throw new RangeError(`${place} be whole numbers from 0 to 2^31 - 1: the value at ${bad} is ${values[bad]}`);
}

/**
 * Reads how the scan was made: the text that an import leaves.
 *
 * @returns Null where the file does not say.
 * @throws {TypeError} If it is no text.
 */
export async function readProvenance(file: ArrayFile): Promise<string | null> {
  return await readText(file, NOTE_KEYS.provenance);
}

/** Names of the truth in a scan's file. */
export const TRUTH_KEYS = { x: "xcoords_true", y: "ycoords_true", probe: "probe_true" } as const;

/**
 * Reads what the file knows better.
 *
 * @param file The scan.
 * @param size Its number of patterns, and their side in pixels.
 * @returns Null where it knows nothing better.
 * @throws {TypeError} If something has the wrong type or shape.
 * @throws {RangeError} If there are not as many positions as patterns, or a value is not finite.
 */
export async function readTruth(file: ArrayFile, size: TruthSize): Promise<ScanTruth | null> {
  const place = `Cannot use scan ${file.path} as`;
  const hasPositions = file.has(TRUTH_KEYS.x) || file.has(TRUTH_KEYS.y);
  if (!hasPositions && !file.has(TRUTH_KEYS.probe)) return null;
  return {
    positions: hasPositions
      ? { x: await readTrueAxis(file, TRUTH_KEYS.x, size), y: await readTrueAxis(file, TRUTH_KEYS.y, size) }
      : null,
    probeModes: file.has(TRUTH_KEYS.probe) ? await readTrueProbe(file, size, place) : null,
  };
}

// --- internal ---

interface TruthSize {
  readonly count: number;
  readonly patchSize: number;
}

async function readTrueAxis(file: ArrayFile, key: string, { count }: TruthSize): Promise<Float64Array> {
  const values = await readAxis(file, key);
  const place = `Cannot use scan ${file.path} as`;
  if (values.length !== count) {
    throw new RangeError(`${place} ${key} must have ${count} values, one a pattern: it has ${values.length}`);
  }
  checkFinite(key, values, place);
  return values;
}

async function readTrueProbe(
  file: ArrayFile,
  { patchSize }: TruthSize,
  place: string,
): Promise<ScanTruth["probeModes"]> {
  const array = await file.read(TRUTH_KEYS.probe, MOST_PIXELS);
  const modes = array.shape.length === 2 || array.shape.length === 3 ? imagesOf(array) : [];
  if (modes.length === 0 || modes.some(({ height, width }) => height !== patchSize || width !== patchSize)) {
    throw new TypeError(
      `${place} ${TRUTH_KEYS.probe} must be numbers of shape (${patchSize}, ${patchSize}) or ` +
        `(P, ${patchSize}, ${patchSize}): its shape is ${shapeText(array.shape)}; leave it out where it is not known`,
    );
  }
  modes.forEach((mode) => checkImage(TRUTH_KEYS.probe, mode, place));
  return modes;
}

/** Pixels of all modes of a probe that are handled. */
const MOST_PIXELS = 1 << 28;

/** Two ways to the size of a pixel may differ by so much. */
const TOLERANCE = 0.01;

function placeOf({ path }: ArrayFile): string {
  return `Cannot use scan ${path} as`;
}

function isReal(dtype: string): boolean {
  return !["c8", "c16", "U", "S", "O", "bool"].includes(dtype);
}

function shownHeader(dtype: string, shape: readonly number[]): string {
  return `its element type is ${dtype} and its shape ${shapeText(shape)}`;
}

function isScalar(shape: readonly number[]): boolean {
  return shape.every((length) => length === 1);
}

async function readText(file: ArrayFile, key: string): Promise<string | null> {
  if (!file.has(key)) return null;
  const { dtype, shape } = await file.header(key);
  const array = isScalar(shape) && (dtype === "U" || dtype === "S") ? await file.read(key, 1) : null;
  if (array?.kind === "text") return array.data[0] ?? "";
  const remedy = dtype === "O" ? "save str() or json.dumps() of it" : "save one text, or leave it out";
  throw new TypeError(`${placeOf(file)} ${key} must be a text: ${shownHeader(dtype, shape)}; ${remedy}`);
}

interface LengthsWanted {
  readonly key: string;
  readonly quantity: ExperimentQuantity;
  /** How many there may be: one, or height and width. */
  readonly most: 1 | 2;
  readonly warnings: string[];
}

/** One number or two; null where there are none that can be used. */
async function readLengths(file: ArrayFile, wanted: LengthsWanted): Promise<readonly number[] | null> {
  const { key, quantity, most, warnings } = wanted;
  if (!file.has(key)) return null;
  const { dtype, shape } = await file.header(key);
  const fits = isScalar(shape) || (most === 2 && shape.length === 1 && shape[0] === 2);
  const what = most === 1 ? "one number" : "one number, or two (height, width)";
  const place = `${placeOf(file)} ${key} must be`;
  if (!isReal(dtype) || !fits) {
    throw new TypeError(
      `${place} ${what}: ${shownHeader(dtype, shape)}; save it as a float, or leave it out where it is not known`,
    );
  }
  const array = await file.read(key, most);
  const values = array.kind === "real" ? Array.from(array.data) : [];
  const bad = values.find((value) => !(value > 0 && value < Infinity));
  if (bad !== undefined) {
    throw new RangeError(
      `${place} above 0 and finite: current value is ${bad}; leave it out where it is not known`,
    );
  }
  const problem = outOfRange(quantity, values);
  if (problem === null) return values;
  warnings.push(`${key} ${problem}`);
  return null;
}

/** A sentence where the object pixel is not the one that wave, distance and detector give. */
function contradictions(experiment: Experiment, patchSize: number): string[] {
  const { objectPixel } = experiment;
  const expected = farFieldPixel(experiment, patchSize);
  if (!objectPixel || !expected) return [];
  const off = (said: number, follows: number): boolean => Math.abs(said / follows - 1) > TOLERANCE;
  if (!off(objectPixel.height, expected.height) && !off(objectPixel.width, expected.width)) return [];
  return [
    `${NOTE_KEYS.objectPixel} is ${pixelText(objectPixel)}, but wavelength, distance and detector pixel give ` +
    `${pixelText(expected)} (λz/NΔ with N = ${patchSize}): ${NOTE_KEYS.objectPixel} is taken; correct what is wrong`,
  ];
}
