/**
 * The parts of a scan beside its patterns: probe, object, experiment, and how positions become pixels. They hang together:
 * in which pixels probe and object are decides those of the positions.
 *
 * @module
 */
import type { ComplexImage } from "../complex_image.ts";
import type { Experiment } from "../experiment.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import type { Orientation } from "../study/by_object/orientations.ts";
import type { ScanWithoutPatterns } from "../writing/arrays_beside_patterns.ts";
import type { FrameGroup } from "./choose_frames.ts";
import { type FrameGeometry, type ImageSize, scanExperiment, sizeOf } from "./frame_geometry.ts";
import type { ImportFields } from "./import_fields.ts";
import { readKnownObject } from "./known_object.ts";
import { type PlacementPlan, placePositions, type PositionLists } from "./place_positions.ts";
import { fitModes, type ProbeModes, readProbeModes } from "./probe_modes.ts";

/** What the parts are read for. */
export interface ScanPartsOptions {
  /** Rows and columns of a frame. */
  readonly frame: ImageSize;
  /** What becomes of frames. */
  readonly geometry: FrameGeometry;
  /** Gets what was left out, one sentence each. */
  readonly warnings: string[];
}

/** Parts of a scan. */
export class ScanParts {
  /** Modes of the probe, on the pixels of the scan; null where it is estimated. */
  readonly modes: readonly ComplexImage[] | null;
  readonly #fields: ImportFields;
  readonly #patchSize: number;
  readonly #object: ComplexImage | null;
  readonly #experiment: Experiment;
  readonly #placement: PlacementPlan;

  private constructor(fields: ImportFields, patchSize: number, parts: Parts) {
    this.modes = parts.modes;
    this.#fields = fields;
    this.#patchSize = patchSize;
    this.#object = parts.object;
    this.#experiment = parts.experiment;
    this.#placement = parts.placement;
  }

  /**
   * Reads them.
   *
   * @param files The open files.
   * @param fields Complete fields.
   * @param options What they are read for.
   * @throws {Error} If one cannot be read, or nothing tells how large its pixels are.
   */
  static async read(
    files: readonly ArrayFile[],
    fields: ImportFields,
    { frame, geometry, warnings }: ScanPartsOptions,
  ): Promise<ScanParts> {
    const { patchSize } = geometry;
    const transpose = fields.transpose ?? false;
    const found = fields.probe === null || fields.probe === "estimate"
      ? null
      : await readProbeModes(files, fields.probe, transpose);
    const scale = found ? probeScale(found, { frame, geometry, fields }) : geometry.scale;
    const experiment = scanExperiment(fields, geometry, { scale, warnings });
    const known = fields.object === null || fields.object === "none"
      ? null
      : await readKnownObject(files, fields.object, { transpose, scale });
    warnings.push(...known?.warnings ?? []);
    const object = known?.object ?? null;
    const placement = placementPlan(fields, { scale, experiment, object, size: found?.size ?? frame });
    const modes = found && fitModes(found, patchSize, scale);
    return new ScanParts(fields, patchSize, { modes, object, experiment, placement });
  }

  /** Positions as the files have them, in object pixels. */
  place(positions: PositionLists): PositionLists {
    return placePositions(positions, this.#placement);
  }

  /**
   * The scan of some patterns.
   *
   * @param groups Frames and positions of the patterns.
   * @param modes Modes of the probe.
   * @param warnings Gets a sentence where the object does not lie under the positions, and is left out.
   */
  scan(
    groups: readonly FrameGroup[],
    modes: readonly [ComplexImage, ...ComplexImage[]],
    warnings: string[],
  ): ScanWithoutPatterns {
    const object = this.#object && liesUnder(this.#object, groups) ? this.#object : null;
    if (object !== this.#object) {
      warnings.push(
        "the object is left out as most positions lie beside it: set import.objectCentre, the position of its middle",
      );
    }
    return {
      count: groups.length,
      patchSize: this.#patchSize,
      x: Float64Array.from(groups, ({ x }) => x),
      y: Float64Array.from(groups, ({ y }) => y),
      probe: modes[0],
      probeModes: modes,
      object,
      photons: this.#fields.photons,
      experiment: this.#experiment,
      frameIndices: Int32Array.from(groups, ({ frames }) => frames[0] ?? 0),
    };
  }
}

// --- internal ---

function liesUnder({ height, width }: ComplexImage, groups: readonly FrameGroup[]): boolean {
  const on = groups.filter(({ x, y }) => x >= 0 && x <= width && y >= 0 && y <= height);
  return 2 * on.length > groups.length;
}

interface Parts {
  readonly modes: readonly ComplexImage[] | null;
  readonly object: ComplexImage | null;
  readonly experiment: Experiment;
  readonly placement: PlacementPlan;
}

interface ProbePlace {
  readonly frame: ImageSize;
  readonly geometry: FrameGeometry;
  readonly fields: ImportFields;
}

/** Pixels of the scan in one of the probe: of a probe as large as frames or patterns, its size tells. */
function probeScale({ size }: ProbeModes, { frame, geometry, fields }: ProbePlace): ImageSize {
  const { patchSize, scale } = geometry;
  if (size.height === frame.height && size.width === frame.width) return scale;
  if (size.height === patchSize && size.width === patchSize) return { height: 1, width: 1 };
  const own = sizeOf(fields.pixelSize);
  const pixel = scanExperiment({ ...fields, pixelSize: null }, geometry, { scale, warnings: [] }).objectPixel;
  if (own && pixel) return { height: own.height / pixel.height, width: own.width / pixel.width };
  throw new TypeError(
    `Cannot lay the probe of ${size.height} × ${size.width} pixels onto patterns of ${patchSize} × ${patchSize} as ` +
      "nothing tells how large its pixels are: set import.pixelSize and the geometry, or import.probe to estimate",
  );
}

interface Placing {
  readonly scale: ImageSize;
  readonly experiment: Experiment;
  readonly object: ComplexImage | null;
  /** Of the patches whose corners positions may name. */
  readonly size: ImageSize;
}

/** Metres in a unit. */
const UNITS: Readonly<Record<string, number>> = { m: 1, mm: 1e-3, um: 1e-6, nm: 1e-9, angstrom: 1e-10 };

function placementPlan(fields: ImportFields, { scale, experiment, object, size }: Placing): PlacementPlan {
  const { orientation, rotation, units, positionReference, objectCentre } = fields;
  const pixels = unitScale(units, { scale, experiment });
  const corner = units === "px" && positionReference === "corner";
  return {
    orientation: (orientation ?? "none") as Orientation,
    rotation,
    scale: { x: pixels.width, y: pixels.height },
    toCentre: corner ? { x: Math.floor(size.width / 2), y: Math.floor(size.height / 2) } : { x: 0, y: 0 },
    anchor: object && objectCentre
      ? {
        position: { x: objectCentre[0], y: objectCentre[1] },
        pixel: { x: object.width / 2, y: object.height / 2 },
      }
      : null,
  };
}

/** Pixels of the scan in one unit. */
function unitScale(
  units: ImportFields["units"],
  { scale, experiment }: Pick<Placing, "scale" | "experiment">,
): ImageSize {
  if (units === "px" || units === null) return scale;
  const { objectPixel } = experiment;
  const metres = UNITS[units] ?? NaN;
  if (objectPixel) return { height: metres / objectPixel.height, width: metres / objectPixel.width };
  throw new TypeError(
    `Cannot place positions in ${units} as nothing tells the size of an object pixel: set import.pixelSize, or import.energy ` +
      "and import.distance and import.detectorPixel",
  );
}
