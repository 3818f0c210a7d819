/**
 * Reading a scan from an NPZ file of PtychoPINN's data contract: `diffraction` (or `diff3d`), `xcoords`, `ycoords`,
 * `probeGuess`, and optionally `objectGuess`, `_metadata` and notes on the experiment. Whatever order or element type the file has, the scan has
 * amplitudes in single precision.
 *
 * @module
 */
import { cardBundle } from "../config/notebook/card.ts";
import { shown } from "../config/notebook/shown.ts";
import type { Measurement } from "./checks/pattern_array.ts";
import { positionWarnings } from "./checks/positions.ts";
import type { ComplexImage } from "./complex_image.ts";
import { experimentRows } from "./experiment.ts";
import { fileVersion } from "./files/file_version.ts";
import { readFrames } from "./frames/frames.ts";
import { hasKnownPatch, labelPositions, unknownPatches } from "./labels.ts";
import type { ArrayFile } from "./formats/array_file.ts";
import { openArrays } from "./formats/open/open_arrays.ts";
import type { Positions } from "./positions.ts";
import { range } from "./random/random.ts";
import { readMasks } from "./frames/masks.ts";
import { readMask } from "./read_mask.ts";
import { readPatterns } from "./read_patterns.ts";
import { checkRecordedScan, type OpenScan, type Scan } from "./scan.ts";
import { readExperiment, readFrameIndices, readMeasurement, readProvenance, readTruth } from "./scan_notes.ts";
import { readCoordinates, readObject, readProbe } from "./scan_arrays.ts";
import { scanLayout } from "./scan_layout.ts";
import { scanPhotons } from "./scan_metadata.ts";
import { scanCard } from "./thumbnails/scan_card.ts";

/** How to read a scan. */
export interface LoadScanOptions {
  /**
   * What the file's diffraction holds: amplitudes, or intensities whose square root is then taken.
   *
   * @default what the file says, or "amplitude"
   */
  readonly measurement?: "amplitude" | "intensity";
  /**
   * Whether the file is believed where it says something else than `measurement`; otherwise a sentence among the warnings
   * tells of it.
   *
   * @default false
   */
  readonly believesFile?: boolean;
  /**
   * Whether a known object is needed: one that cannot be used is then an error, and else left out with a warning. Of one that
   * is not finite everywhere, as programs mark what they do not know, the rest is used.
   *
   * @default false
   */
  readonly needsObject?: boolean;
}

/**
 * Reads and checks a scan.
 *
 * @param path NPZ file.
 * @param options What the numbers mean.
 * @returns The scan, which shows itself in a notebook; what was left out, and what looks wrong, is in its `warnings`: one
 * sentence each, with file, value and remedy.
 * @throws {Error} If the file cannot be read, or an array is missing; the message names the keys found.
 * @throws {TypeError} If an array has the wrong type or shape.
 * @throws {RangeError} If a value is not finite or negative, too large or too small to compute with, or
 * all are zero; the message says how many and names the first.
 * @example
 * ```ts
 * import { loadScan, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * const simulated = simulateScan({ patchSize: 16, patterns: 4 });
 * await writeScan(path, simulated);
 * assertEquals((await loadScan(path)).amplitude, simulated.amplitude);
 * await Deno.remove(path);
 * ```
 */
export async function loadScan(path: string, options: LoadScanOptions = {}): Promise<Scan> {
  const whole = { ...options, frameCache: null, keepsObject: true };
  const { frames, masks, statistics: _, measurement: __, [Symbol.dispose]: dispose, ...scan } = await readScan(
    path,
    whole,
  );
  using _frames = { [Symbol.dispose]: dispose };
  const all = range(frames.count);
  const loaded = {
    ...scan,
    amplitude: frames.held ?? readFrames(frames, all),
    mask: masks && (masks.shared ?? readMasks(masks, all)),
  };
  return shown(loaded, (made) => cardBundle(scanCard(made, experimentRows(made.experiment, made.patchSize))));
}

/** How to open a scan. */
export interface OpenScanOptions extends LoadScanOptions {
  /**
   * Memory for images, in MiB. Where all fit, they are read at once, as {@link loadScan} does; of more, some that are asked
   * for again are kept, and the others read whenever they are asked for. Null sets no limit.
   */
  readonly frameCache: number | null;
}

/**
 * Reads and checks a scan as {@link loadScan} does, without holding more images than there is memory for, nor the object
 * unless it is needed. What lies in a
 * file that cannot be read in pieces (compressed, Fortran order, patterns along the last axis) is held all the same.
 *
 * @param path NPZ or HDF5 file.
 * @param options What the numbers mean, and how many images may be held.
 * @returns The scan.
 * @throws {Error} As {@link loadScan}.
 * @throws {RangeError} If all images would have to be held and there is not the memory.
 * @example
 * ```ts
 * import { openScan, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeScan(path, simulateScan({ patchSize: 16, patterns: 4 }));
 * using scan = await openScan(path, { frameCache: 0 });
 * const images = new Float32Array(2 * 16 * 16);
 * scan.frames.read(Int32Array.of(3, 1), images);
 * assertEquals([scan.frames.held, images.some((amplitude) => amplitude > 0)], [null, true]);
 * await Deno.remove(path);
 * ```
 */
export function openScan(path: string, options: OpenScanOptions): Promise<OpenScan> {
  return readScan(path, { ...options, keepsObject: options.needsObject ?? false });
}

// --- internal ---

interface ReadScanOptions extends OpenScanOptions {
  /** Whether the object is handed on, or only looked at. */
  readonly keepsObject: boolean;
}

async function readScan(path: string, options: ReadScanOptions): Promise<OpenScan> {
  const { needsObject = false, keepsObject, frameCache } = options;
  await using file = await openArrays(path);
  const version = fileVersion(path);
  const layout = await scanLayout(file);
  const { count, patchSize } = layout;
  const warnings: string[] = [];
  const metadata = await scanPhotons(file);
  if (metadata.warning !== null) warnings.push(metadata.warning);
  // Small arrays first: a missing one is reported before a large file is read.
  const x = await readCoordinates(file, "xcoords", { count, warnings });
  const y = await readCoordinates(file, "ycoords", { count, warnings });
  const probes = await readProbe(file, { patchSize, warnings });
  const notes = {
    experiment: await readExperiment(file, { patchSize, warnings }),
    frameIndices: await readFrameIndices(file, count),
    provenance: await readProvenance(file),
    truth: await readTruth(file, { count, patchSize }),
  };
  const measurement = await chooseMeasurement(file, options, warnings);
  const found = needsObject
    ? await neededObject(file, { ...labelPositions({ x, y, truth: notes.truth }), patchSize }, warnings)
    : await objectIfUsable(file, warnings);
  const object = keepsObject ? found : null;
  const masks = await readMask(file, layout, warnings);
  using patterns = new DisposableStack();
  const read = await readPatterns(file, layout, { measurement, masks, frameCache, version });
  const { frames, statistics, warnings: oddities } = read;
  patterns.use(frames);
  const { photons } = metadata;
  const content = { count, patchSize, frames, masks, statistics, x, y, ...probes, object, photons, ...notes };
  checkRecordedScan({ ...content, greatest: statistics.greatest.reduce((a, b) => Math.max(a, b), 0) }, path);
  const doubts = [...warnings, ...positionWarnings({ x, y, patchSize }), ...oddities];
  const scan = {
    path,
    digest: file.digest(),
    measurement,
    ...content,
    warnings: doubts.map((doubt) => `${path}: ${doubt}`),
  };
  const opened = patterns.move();
  return { ...scan, [Symbol.dispose]: () => opened.dispose() };
}

async function chooseMeasurement(
  file: ArrayFile,
  { measurement, believesFile = false }: LoadScanOptions,
  warnings: string[],
): Promise<Measurement> {
  const said = await readMeasurement(file);
  if (said !== null && measurement !== undefined && said !== measurement && !believesFile) {
    warnings.push(
      `its numbers are read as ${measurement} although it says that they are ${said}: leave out data.measurement ` +
        "(--measurement) unless the file is wrong",
    );
    return measurement;
  }
  return said ?? measurement ?? "amplitude";
}

/** Patterns whose patches are not known are left out of the samples: some must be left. */
async function neededObject(
  file: ArrayFile,
  places: Positions & { readonly patchSize: number },
  warnings: string[],
): Promise<ComplexImage | null> {
  if (!file.has("objectGuess")) return null;
  const { object, problem } = await readObject(file, "objectGuess", warnings);
  if (problem === null) return object;
  if (!object) throw new TypeError(`Cannot use scan ${file.path} as ${problem}`);
  const count = places.x.length;
  if (!hasKnownPatch({ object, ...places })) {
    throw new TypeError(`Cannot use scan ${file.path} as ${problem}, and none of the ${count} patches is known whole`);
  }
  const unknown = unknownPatches({ object, ...places, truth: null }).length;
  warnings.push(
    unknown === 0
      ? `${problem}; no patch touches them`
      : `${problem}; ${unknown} of ${count} patterns, whose patches touch them, are left out`,
  );
  return object;
}

/** Without need of it, an object that cannot be used stops nobody. */
async function objectIfUsable(file: ArrayFile, warnings: string[]): Promise<ComplexImage | null> {
  if (!file.has("objectGuess")) return null;
  const { object, problem } = await readObject(file, "objectGuess", warnings);
  if (problem === null) return object;
  warnings.push(`${problem}; it is not used, and needed for supervised training and evaluation alone`);
  return null;
}
