/**
 * From positions as files have them to patch centres in the pixels of the scan.
 *
 * @module
 */
import { type Orientation, oriented, type Vector } from "../study/by_object/orientations.ts";

/** How positions become pixels. */
export interface PlacementPlan {
  /** How scan axes lie on detector axes. */
  readonly orientation: Orientation;
  /** Angle in degrees by which positions are turned after that, from x towards y. */
  readonly rotation: number;
  /** Pixels of the scan in one unit of the positions, along x and along y. */
  readonly scale: Vector;
  /** What leads from the point of a patch that positions name to its centre, in their unit. */
  readonly toCentre: Vector;
  /** A position in the unit of the files, and the pixel of the scan that it is; null leaves the origin at pixel 0. */
  readonly anchor: { readonly position: Vector; readonly pixel: Vector } | null;
}

/** Positions; whatever their unit. */
export interface PositionLists {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Places positions: unit, orientation, rotation, object pixels, in this order.
 *
 * @param positions As the files have them.
 * @param plan How they become pixels.
 * @returns Patch centres in object pixels, x along columns and y along rows.
 */
export function placePositions(positions: PositionLists, plan: PlacementPlan): PositionLists {
  const { orientation, rotation, scale, toCentre, anchor } = plan;
  const [cos, sin] = cosSin(rotation);
  const [from, to] = [anchor?.position ?? ORIGIN, anchor?.pixel ?? ORIGIN];
  const [x, y] = [new Float64Array(positions.x.length), new Float64Array(positions.x.length)];
  for (let i = 0; i < x.length; i++) {
    const laid = oriented(orientation, {
      x: (positions.x[i] ?? NaN) + toCentre.x - from.x,
      y: (positions.y[i] ?? NaN) + toCentre.y - from.y,
    });
    x[i] = scale.x * (laid.x * cos - laid.y * sin) + to.x;
    y[i] = scale.y * (laid.x * sin + laid.y * cos) + to.y;
  }
  return { x, y };
}

// --- internal ---

const ORIGIN: Vector = { x: 0, y: 0 };

/** Exact for quarter turns. */
function cosSin(degrees: number): readonly [cos: number, sin: number] {
  if (degrees % 90 !== 0) return [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
  const quarter = ((degrees / 90) % 4 + 4) % 4;
  return [[1, 0, -1, 0][quarter] ?? 1, [0, 1, 0, -1][quarter] ?? 0];
}
