/**
 * In which unit scan positions are, by their size: a scan takes steps of a part of a patch, and lies within some thousand
 * pixels.
 *
 * @module
 */
import type { ImportInput } from "../../../config/fields/import_input.ts";
import { METRES } from "../../layouts/contents/units.ts";
import type { ScanShape } from "./scan_shape.ts";

/** A unit of positions. */
export type PositionUnit = NonNullable<ImportInput["units"]>;

/** What is known beside the positions. */
export interface UnitFacts {
  /** Side of an object pixel in metres; null where it is not known. */
  readonly pixel: number | null;
  /** Side N of a patch in object pixels. */
  readonly side: number;
  /** Whether the files' program means pixels, so that it is pixels unless it cannot be. */
  readonly meansPixels?: boolean;
}

/**
 * Tells the unit.
 *
 * @param shape How the positions lie.
 * @param facts What is known beside them.
 * @returns The unit; null where none makes a scan of them.
 */
export function positionUnits(
  shape: ScanShape,
  { pixel, side, meansPixels = false }: UnitFacts,
): PositionUnit | null {
  const { step } = shape;
  if (!(step > 0)) return null;
  if (meansPixels && step >= LEAST_STEP && step <= side) return "px";
  if (pixel === null) return unitBySize(shape, side);
  const units = Object.entries({ ...METRES, px: pixel }) as [PositionUnit, number][];
  const likely = units
    .map(([unit, metres]) => ({ unit, steps: step * metres / pixel }))
    .filter(({ steps }) => steps >= LEAST_STEP && steps <= side)
    // The step that most scans have; the nearest of units that are thousands apart.
    .sort((a, b) => Math.abs(Math.log(a.steps / (USUAL * side))) - Math.abs(Math.log(b.steps / (USUAL * side))));
  return likely[0]?.unit ?? null;
}

/** Object pixels of one unit; null where an object pixel's size is wanted and not known. */
export function pixelsPer(unit: PositionUnit, pixel: number | null): number | null {
  if (unit === "px") return 1;
  return pixel === null ? null : METRES[unit] / pixel;
}

// --- internal ---

/** Steps of scans in object pixels are at least so long. */
const LEAST_STEP = 0.2;
/** The usual step as a part of a patch. */
const USUAL = 0.12;
/** Scans are at most so large, in metres and in millimetres. */
const MOST_METRES = 0.01;
/** No step of so many metres was ever made with a beam that is coherent. */
const MOST_STEP = 2e-5;

function unitBySize({ step, width, height }: ScanShape, side: number): PositionUnit | null {
  const extent = Math.max(width, height);
  if (step <= MOST_STEP && extent <= MOST_METRES) return "m";
  if (step >= LEAST_STEP && step <= side) return "px";
  if (step < LEAST_STEP) return step * METRES.mm <= MOST_STEP && step < 5e-3 ? "mm" : "um";
  return "nm";
}
