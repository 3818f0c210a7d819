/**
 * How scan axes lie on detector axes: one of eight ways, and an angle. What a trial lays positions by is what `import` lays
 * them by.
 *
 * @module
 */
import { ORIENTATIONS } from "../../config/fields/import_section.ts";
import type { PixelSize } from "../../data/experiment.ts";
import { placePositions } from "../../data/importing/place_positions.ts";
import type { Positions } from "../../data/positions.ts";
import { halfTurnOf, type Orientation, oriented } from "../../data/study/by_object/orientations.ts";

/** A way to lay scan axes onto detector axes. */
export interface ScanAxes {
  /** One of the eight ways, as `import.orientation` names them. */
  readonly orientation: Orientation;
  /** Degrees by which positions are turned after that, from x towards y, as `import.rotation`. */
  readonly rotation: number;
}

/** How two ways to lay axes differ. */
export interface AxesApart {
  /** Whether one of them is the other's mirror image. */
  readonly mirrored: boolean;
  /** Degrees from 0 to 180 between them; of mirror images between what is left of them. */
  readonly degrees: number;
}

/**
 * Lays positions onto detector axes.
 *
 * @param positions In object pixels.
 * @param axes How.
 * @param pixel Height and width of an object pixel, as lengths are turned and not pixels; only their ratio counts.
 * @returns In object pixels; their origin stays.
 */
export function laidOn(
  { x, y }: Positions,
  { orientation, rotation }: ScanAxes,
  { height, width }: PixelSize = { height: 1, width: 1 },
): Positions {
  const ratio = height / width;
  return placePositions({ x, y: y.map((at) => ratio * at) }, {
    ...{ orientation, rotation, scale: { x: 1, y: 1 / ratio } },
    ...{ toCentre: { x: 0, y: 0 }, anchor: null },
  });
}

/** The axes turned by 180°. */
export function turnedAround({ orientation, rotation }: ScanAxes): ScanAxes {
  return { orientation: halfTurnOf(orientation), rotation };
}

/** The same axes with an angle of (−45, 45], as what is beyond is another orientation. */
export function withLeastAngle({ orientation, rotation }: ScanAxes): ScanAxes {
  if (rotation > -45 && rotation <= 45) return { orientation, rotation };
  const way = rotation > 45 ? 1 : -1;
  const { x, y } = oriented(orientation, { x: 1, y: 2 });
  const turned = ORIENTATIONS.find((other) => {
    const there = oriented(other, { x: 1, y: 2 });
    return there.x === -way * y && there.y === way * x;
  });
  return withLeastAngle({ orientation: turned ?? orientation, rotation: rotation - 90 * way });
}

/** How far axes are from each other. */
export function axesApart(one: ScanAxes, other: ScanAxes): AxesApart {
  const [a, b] = [one, other].map(turnOf) as [Turn, Turn];
  const between = Math.abs(a.degrees - b.degrees) % 360;
  return { mirrored: a.mirrored !== b.mirrored, degrees: Math.min(between, 360 - between) };
}

// --- internal ---

interface Turn {
  readonly mirrored: boolean;
  /** Where x goes, from x towards y. */
  readonly degrees: number;
}

function turnOf({ orientation, rotation }: ScanAxes): Turn {
  const [right, down] = [oriented(orientation, { x: 1, y: 0 }), oriented(orientation, { x: 0, y: 1 })];
  const degrees = Math.round(Math.atan2(right.y, right.x) * 2 / Math.PI) * 90 + rotation;
  return { mirrored: right.x * down.y - right.y * down.x < 0, degrees };
}
