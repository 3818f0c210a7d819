/**
 * The eight ways to lay scan axes onto detector axes: x and y are swapped first, then change their signs.
 *
 * @module
 */
import { ORIENTATIONS } from "../../../config/fields/import_section.ts";

/** One of the eight. */
export type Orientation = (typeof ORIENTATIONS)[number];

/** A vector of the scan, or of the object. */
export interface Vector {
  /** Along columns. */
  readonly x: number;
  /** Along rows. */
  readonly y: number;
}

/**
 * Lays a vector of the scan onto the axes of the object.
 *
 * @param orientation Which way.
 * @param vector The vector; in any unit.
 */
export function oriented(orientation: Orientation, { x, y }: Vector): Vector {
  const [a, b] = orientation.startsWith("swap") ? [y, x] : [x, y];
  return { x: FLIPS_X.has(orientation) ? -a : a, y: FLIPS_Y.has(orientation) ? -b : b };
}

/**
 * Lays a vector of the object onto the axes of the scan: takes back what {@link oriented} does.
 *
 * @param orientation Which way the scan lies.
 * @param vector The vector; in any unit.
 */
export function unoriented(orientation: Orientation, { x, y }: Vector): Vector {
  const [a, b] = [FLIPS_X.has(orientation) ? -x : x, FLIPS_Y.has(orientation) ? -y : y];
  return orientation.startsWith("swap") ? { x: b, y: a } : { x: a, y: b };
}

/**
 * The way that differs by a half turn: both axes change their signs.
 *
 * @param orientation One of the eight.
 */
export function halfTurnOf(orientation: Orientation): Orientation {
  return HALF_TURNS[orientation];
}

// --- internal ---

const HALF_TURNS: Readonly<Record<Orientation, Orientation>> = {
  ...{ none: "flip_xy", flip_xy: "none", flip_x: "flip_y", flip_y: "flip_x" },
  ...{ swap: "swap_flip_xy", swap_flip_xy: "swap", swap_flip_x: "swap_flip_y", swap_flip_y: "swap_flip_x" },
};

const FLIPS_X: ReadonlySet<string> = new Set(["flip_x", "flip_xy", "swap_flip_x", "swap_flip_xy"]);
const FLIPS_Y: ReadonlySet<string> = new Set(["flip_y", "flip_xy", "swap_flip_y", "swap_flip_xy"]);
