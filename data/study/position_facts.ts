/**
 * What the scan positions say, together with the patterns.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import { type ComplexImage, firstImage } from "../complex_image.ts";
import type { Experiment } from "../experiment.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { datasetOf } from "../layouts/contents/dataset_name.ts";
import { findOrientation, type OrientationStudy } from "./orientation/find_orientation.ts";
import type { PatternFacts } from "./patterns/pattern_facts.ts";
import type { PatternStack } from "./patterns/pattern_stack.ts";
import type { StudiedStack } from "./patterns/study_stack.ts";
import { knownGeometry } from "./positions/known_geometry.ts";
import { pixelsPer, type PositionUnit, positionUnits } from "./positions/position_units.ts";
import { readPositions, type ScanPositions } from "./positions/scan_positions.ts";
import { type ScanShape, scanShape } from "./positions/scan_shape.ts";

/** What positions are like. */
export interface PositionFacts {
  /** As the files have them. */
  readonly raw: ScanPositions;
  /** How they lie, in the unit of the files; of those that are finite. */
  readonly shape: ScanShape;
  /** Their unit, as it was set or found; null where none makes a scan of them. */
  readonly unit: PositionUnit | null;
  /** Object pixels of one unit; null where the size of a pixel is not known. */
  readonly scale: number | null;
  /** What is known of the experiment. */
  readonly experiment: Experiment;
  /** Side N of a patch. */
  readonly side: number;
  /** Diameter of a disk as large as the probe, in object pixels; null without a probe. */
  readonly probeDiameter: number | null;
  /** Which way scan axes lie on detector axes, by the centres of mass; null where positions are too few. */
  readonly orientation: OrientationStudy | null;
}

/**
 * Studies the positions that the fields name.
 *
 * @param files The open files.
 * @param stack The patterns.
 * @param probe The probe; null without.
 * @returns Null where no field names positions.
 * @throws {Error} If they cannot be read.
 */
export async function positionFacts(
  files: readonly ArrayFile[],
  { facts, window, fields }: StudiedStack,
  probe: ComplexImage | null,
): Promise<PositionFacts | null> {
  const raw = await readPositions(files, fields, facts.stack);
  if (raw === null) return null;
  const finite = [...raw.x.keys()].filter((i) => Number.isFinite(raw.x[i]) && Number.isFinite(raw.y[i]));
  const shape = scanShape(taken(raw, finite));
  const side = window.pad ?? Math.floor(window.crop / (fields.bin ?? 1));
  const experiment = knownGeometry(fields, side);
  const pixel = experiment.objectPixel && Math.sqrt(experiment.objectPixel.height * experiment.objectPixel.width);
  const unit = fields.units ??
    positionUnits(shape, { pixel, side, meansPixels: (fields.positionReference ?? null) !== null });
  return {
    ...{ raw, shape, unit, experiment, side },
    scale: unit === null ? null : pixelsPer(unit, pixel),
    probeDiameter: probe && diameter(probe, facts.stack, side * (fields.bin ?? 1)),
    orientation: orientationOf(facts, raw, fields.radiation ?? "photons"),
  };
}

/**
 * The first mode of the probe that the fields name.
 *
 * @returns Null where they name none.
 * @throws {Error} If it cannot be read, or is no image.
 */
export async function studiedProbe(files: readonly ArrayFile[], { probe }: ImportInput): Promise<ComplexImage | null> {
  return probe && probe !== "estimate" ? await imageOf(files, probe) : null;
}

/**
 * The first image of a dataset.
 *
 * @throws {Error} If it cannot be read, or is no image.
 */
export async function imageOf(files: readonly ArrayFile[], dataset: string): Promise<ComplexImage> {
  const { file, key } = datasetOf(files, dataset);
  const image = firstImage(await file.read(key, MOST_ELEMENTS));
  if (image === null) {
    throw new TypeError(`Cannot use ${key} of ${file.path} as image as it is none: name another dataset`);
  }
  return image;
}

// --- internal ---

/** Larger images are neither probe nor object. */
const MOST_ELEMENTS = 1 << 25;
/** Positions that tell the orientation as well as more would. */
const ENOUGH = 3000;

interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

function taken({ x, y }: Places, numbers: readonly number[]): Places {
  const take = (values: Float64Array): Float64Array => Float64Array.from(numbers, (i) => values[i] ?? NaN);
  return { x: take(x), y: take(y) };
}

/** Of a disk of even light, as much light in as large an area: (ΣI)² / ΣI² is its area. */
function diameter({ height, re, im }: ComplexImage, stack: PatternStack, kept: number): number | null {
  let [sum, squares] = [0, 0];
  re.forEach((value, i) => {
    const intensity = value ** 2 + (im[i] ?? 0) ** 2;
    sum += intensity;
    squares += intensity ** 2;
  });
  // A probe of the whole detector has as many finer pixels as there are detector pixels that are not kept.
  const scale = height === stack.height ? kept / height : 1;
  return squares > 0 ? 2 * scale * Math.sqrt(sum ** 2 / squares / Math.PI) : null;
}

function orientationOf(
  { frames, choice, stack }: PatternFacts,
  raw: ScanPositions,
  radiation: "photons" | "electrons",
): OrientationStudy | null {
  if (raw.x.length !== stack.count) return null;
  const all = [...frames.light.keys()].map((f) => [f, choice.numbers?.[f] ?? f] as const)
    .filter(([f, i]) => Number.isFinite(frames.row[f]) && Number.isFinite(raw.x[i]) && Number.isFinite(raw.y[i]));
  const near = nearMiddle(all, raw);
  const centres = {
    x: Float64Array.from(near, ([f]) => frames.column[f] ?? NaN),
    y: Float64Array.from(near, ([f]) => frames.row[f] ?? NaN),
  };
  const light = Float64Array.from(near, ([f]) => frames.light[f] ?? NaN);
  return findOrientation({ places: taken(raw, near.map(([, i]) => i)), centres }, { light, radiation });
}

type Numbered = readonly [frame: number, position: number];

/** Of many, those nearest to the middle of the scan, which lie together. */
function nearMiddle(all: readonly Numbered[], { x, y }: Places): readonly Numbered[] {
  if (all.length <= ENOUGH) return all;
  const middle = (values: Float64Array): number =>
    Float64Array.from(all, ([, i]) => values[i] ?? NaN).sort()[all.length >> 1] ?? 0;
  const [cx, cy] = [middle(x), middle(y)];
  const distance = ([, i]: Numbered): number => Math.hypot((x[i] ?? NaN) - cx, (y[i] ?? NaN) - cy);
  return all.toSorted((a, b) => distance(a) - distance(b)).slice(0, ENOUGH);
}
