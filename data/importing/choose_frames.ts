/**
 * Which frames become patterns of the scan, by their positions.
 *
 * @module
 */
import type { ImportFields } from "./import_fields.ts";
import type { PositionLists } from "./place_positions.ts";

/** A pattern of the scan to come. */
export interface FrameGroup {
  /** Numbers of the frames that it is made of, ascending; more than one are averaged. */
  readonly frames: readonly number[];
  /** Patch centre in object pixels. */
  readonly x: number;
  readonly y: number;
}

/** What was chosen. */
export interface ChosenFrames {
  /** Patterns in the order of their first frames. */
  readonly groups: readonly FrameGroup[];
  /** What was left out or joined, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Chooses frames.
 *
 * @param numbers Numbers of the frames that were asked for, ascending.
 * @param positions Of each of these, in object pixels; NaN where it is not known.
 * @param fields Part of the scan, and what becomes of frames at the same position.
 * @throws {RangeError} If none is left.
 */
export function chooseFrames(
  numbers: Int32Array,
  { x, y }: PositionLists,
  { xBounds, yBounds, duplicates }: Pick<ImportFields, "xBounds" | "yBounds" | "duplicates">,
): ChosenFrames {
  const warnings: string[] = [];
  const places = Array.from(numbers, (number, i) => ({ frames: [number], x: x[i] ?? NaN, y: y[i] ?? NaN }));
  const placed = places.filter((place) => Number.isFinite(place.x) && Number.isFinite(place.y));
  const lost = places.length - placed.length;
  if (placed.length === 0) throw new RangeError(`Cannot import as none of ${places.length} frames has a position`);
  if (lost > 0) {
    warnings.push(`${lost} of ${places.length} frames have no position, such as frame ${unplaced(places)}: left out`);
  }
  const [insideX, insideY] = [
    inside(placed.map((place) => place.x), xBounds),
    inside(placed.map(({ y }) => y), yBounds),
  ];
  const taken = placed.filter((place) => insideX(place.x) && insideY(place.y));
  if (taken.length === 0) {
    const bounds = `[${xBounds.join(", ")}] and [${yBounds.join(", ")}]`;
    throw new RangeError(`Cannot import as no position is within import.xBounds and import.yBounds: ${bounds}`);
  }
  if (duplicates === "keep") return { groups: taken, warnings };
  const groups = byPlace(taken);
  const more = taken.length - groups.length;
  if (more > 0) {
    const fate = duplicates === "drop" ? "left out" : "averaged with those";
    warnings.push(`${more} of ${taken.length} frames are at the position of an earlier one: ${fate}`);
  }
  return { groups: duplicates === "merge" ? groups : groups.map(firstAlone), warnings };
}

// --- internal ---

/** Parts of an object pixel in which positions count as one. */
const PARTS = 1000;

function unplaced(places: readonly FrameGroup[]): number | undefined {
  return places.find(({ x, y }) => !Number.isFinite(x + y))?.frames[0];
}

/** Fractions of the extent; where there is none, nothing is excluded. */
function inside(values: readonly number[], [low, high]: readonly [number, number]): (value: number) => boolean {
  const least = values.reduce((found, value) => Math.min(found, value), Infinity);
  const greatest = values.reduce((found, value) => Math.max(found, value), -Infinity);
  if (greatest === least) return () => true;
  const share = (value: number): number => (value - least) / (greatest - least);
  return (value) => share(value) >= low && share(value) <= high;
}

function byPlace(places: readonly FrameGroup[]): FrameGroup[] {
  const groups = new Map<string, { frames: number[]; x: number; y: number }>();
  for (const { frames, x, y } of places) {
    const key = `${Math.round(x * PARTS)},${Math.round(y * PARTS)}`;
    const group = groups.get(key);
    if (group) group.frames.push(...frames);
    else groups.set(key, { frames: [...frames], x, y });
  }
  return [...groups.values()];
}

function firstAlone(group: FrameGroup): FrameGroup {
  return { ...group, frames: group.frames.slice(0, 1) };
}
