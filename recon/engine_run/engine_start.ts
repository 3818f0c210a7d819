/**
 * What an engine begins with where a reconstruction is given: its object in the frame of the scan, and its probe, as bright
 * as the patterns.
 *
 * @module
 */
import { orthogonalModes } from "../../data/arrays/orthogonal_modes.ts";
import type { ComplexImage } from "../../data/complex_image.ts";
import type { PixelSize } from "../../data/experiment.ts";
import type { Positions } from "../../data/positions.ts";
import { range } from "../../data/random/random.ts";
import type { OpenScan } from "../../data/scan.ts";
import type { DataFile } from "../../run/run_record.ts";
import { absoluteScale } from "../absolute_scale.ts";
import { EngineCanvas } from "../engines/state/engine_canvas.ts";
import { type EngineScan, engineScan } from "../engines/state/engine_scan.ts";
import type { EngineRun } from "../engines/engine_events.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { uprightImage } from "../upright_image.ts";
import type { ChosenPatterns } from "./chosen_patterns.ts";
import { type BeginningEngine, startBesides } from "./start_besides.ts";
import { readStartFile, type StartFile } from "./start_file.ts";

/** What an engine begins with, and where it is from. */
export interface EngineStart {
  /** The file. */
  readonly file: DataFile;
  /** Object, probe, positions, and what methods and refinements begin with. */
  readonly waves: NonNullable<EngineRun["start"]>;
  /** What is begun with, in words. */
  readonly taken: readonly string[];
  /** What of the file is not begun with, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads what an engine begins with: image and probe of any reconstruction; positions that a product has, or a run of the
 * same scan; background and eigenprobes of a run of the same scan, where the engine has such.
 *
 * @param path A reconstruction, as {@link readStartFile} takes it.
 * @param chosen The chosen patterns.
 * @param engine The engine.
 * @throws {Error} If there is no object at the path, or it cannot be read.
 * @throws {RangeError} If its pixels or its probe are of another size than the scan's, or no position lies on it.
 */
export async function engineStart(
  path: string,
  { scan, numbers }: ChosenPatterns,
  engine: BeginningEngine,
): Promise<EngineStart> {
  const file = await readStartFile(path, { ...scan, numbers });
  const { positions, moved } = movedPositions(file, scan);
  const besides = startBesides(file, engine);
  const waves = placedStart(file, { ...scan, ...positions });
  return {
    file: { path: file.path, digest: file.digest },
    waves: { ...waves, ...(moved > 0 && { positions }), kept: besides.kept },
    taken: [
      "image",
      ...waves.probe ? [waves.probe.length === 1 ? "probe" : `probe of ${waves.probe.length} modes`] : [],
      ...moved > 0 ? [`positions, ${moved.toPrecision(3)} px from the scan's on average (root mean square)`] : [],
      ...besides.taken,
    ],
    warnings: besides.warnings,
  };
}

/**
 * Requires that an image is of the scan's object: that its pixels are as large, as far as both are known, and that it lies
 * under a position.
 *
 * @param file The image.
 * @param scan Positions and size of pixels of the scan.
 * @param attempt What is wanted of the file, for the message.
 * @throws {RangeError} If it is not.
 */
export function requireOnScan(
  { path, image }: Pick<StartFile, "path" | "image">,
  { positions: { x, y }, pixelSize }: Pick<EngineScan, "positions" | "pixelSize">,
  attempt: "start from" | "take labels from",
): void {
  const { object: { height, width }, origin, pixelSize: own } = image;
  if (own && pixelSize && differ(own, pixelSize) > LARGEST_DIFFERENCE) {
    throw new RangeError(
      `Cannot ${attempt} ${path} as its pixels must be as large as the scan's, ${pixelSize.height} × ${pixelSize.width} m: ` +
        `current value is ${own.height} × ${own.width} m (lay it onto pixels of the scan first)`,
    );
  }
  if (x.some((column, k) => isCovered(image, column, y[k] ?? NaN))) return;
  const span = (values: Float64Array): string =>
    `${Math.round(values.reduce((a, b) => Math.min(a, b)))} to ${Math.round(values.reduce((a, b) => Math.max(a, b)))}`;
  throw new RangeError(
    `Cannot ${attempt} ${path} as no position of the scan lies on its image, which has columns ${origin.x} to ` +
      `${origin.x + width} and rows ${origin.y} to ${origin.y + height}: current value is x ${span(x)}, y ${
        span(y)
      } px ` +
      "(name a reconstruction of this scan)",
  );
}

// --- internal ---

/** Positions that an engine begins with, and how far they are from those of the scan; what metres round counts for nothing. */
function movedPositions(
  { positions }: StartFile,
  { x, y }: Pick<OpenScan, "x" | "y">,
): { readonly positions: Positions; readonly moved: number } {
  if (!positions) return { positions: { x, y }, moved: 0 };
  const ways = x.map((at, k) => Math.hypot((positions.x[k] ?? NaN) - at, (positions.y[k] ?? NaN) - (y[k] ?? NaN)));
  if (!ways.some((way) => way > ROUNDED)) return { positions: { x, y }, moved: 0 };
  return { positions, moved: Math.sqrt(ways.reduce((sum, way) => sum + way ** 2, 0) / ways.length) };
}

/**
 * Places and scales a start. Object times probe is what patterns tell of, so that one factor is free. Where the file has a
 * probe, its modes get it: patterns of all that the engine begins with have together the energy of the measured ones. What a
 * run of the same scan found is in that unit already, and has part of the energy as a background. Where the file has none,
 * the probe is the scan's, in √counts, and the object gets the factor, and is turned until its mean is real, as around it the
 * object is 1.
 */
function placedStart(file: StartFile, scan: OpenScan): Pick<EngineStart["waves"], "object" | "probe"> {
  const measured = engineScan(scan);
  requireOnScan(file, measured, "start from");
  const { count, patchSize, frames, masks, x, y } = scan;
  const samples = {
    patterns: { count, frames, masks, x, y, numbers: range(count) },
    ...{ patchSize, probeMask: new Float32Array(patchSize ** 2).fill(1) },
  };
  if (!file.probe) {
    const { factor } = absoluteScale(file.image, { samples, modes: measured.probe, field: "engine.start" });
    return { object: uprightImage(file.image, factor) };
  }
  const probe = requireProbe(file, file.probe, patchSize);
  const canvas = new EngineCanvas(measured);
  const object = canvas.start(file.image);
  const whole = { object, mask: new Uint8Array(object.re.length).fill(1), origin: canvas.frame.origin };
  const { factor } = absoluteScale(whole, { samples, modes: probe, field: "engine.start" });
  if (file.besides && factor > 1 / OTHER_UNIT && factor < OTHER_UNIT) return { object: file.image, probe };
  const scaled = (part: Float32Array): Float32Array => part.map((value) => value * factor);
  return { object: file.image, probe: probe.map((mode) => ({ ...mode, re: scaled(mode.re), im: scaled(mode.im) })) };
}

/** Pixels that are no correction. */
const ROUNDED = 1e-3;

/** Counts that are read as amplitudes, or the other way about, are off by more. */
const OTHER_UNIT = 2;

/** Sizes of pixels are rounded where they are written. */
const LARGEST_DIFFERENCE = 0.01;

/** The larger part by which one of two sides is off. */
function differ(one: PixelSize, other: PixelSize): number {
  return Math.max(Math.abs(one.height / other.height - 1), Math.abs(one.width / other.width - 1));
}

function requireProbe({ path }: StartFile, probe: readonly ComplexImage[], patchSize: number): readonly ComplexImage[] {
  const wrong = probe.find(({ height, width }) => height !== patchSize || width !== patchSize);
  if (!wrong) return orthogonalModes(probe);
  throw new RangeError(
    `Cannot start from ${path} as its probe must be as large as a pattern, ${patchSize} × ${patchSize}: current value is ` +
      `${wrong.height} × ${wrong.width} (name a reconstruction of patterns as large as the scan's)`,
  );
}

function isCovered({ object: { height, width }, mask, origin }: Reconstruction, x: number, y: number): boolean {
  const [row, column] = [Math.round(y - origin.y), Math.round(x - origin.x)];
  return row >= 0 && column >= 0 && row < height && column < width && mask[row * width + column] === 1;
}
