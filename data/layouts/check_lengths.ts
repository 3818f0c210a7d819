/**
 * Whether there are as many positions as patterns.
 *
 * @module
 */
import { elementCount } from "../formats/npy_header.ts";
import type { FrameAxes } from "./contents/frames_axis.ts";
import { squeezed } from "./contents/entry_kind.ts";
import { namedPlaces, type Place, type Search } from "./search.ts";

/**
 * Tells of lengths that contradict each other.
 *
 * @param search The search; its problems are added to.
 * @param axes The patterns; null where there are none.
 */
export async function checkLengths(search: Search, axes: FrameAxes | null): Promise<void> {
  const { fields, problems } = search.draft;
  const positions = await positionLength(search, axes);
  if (positions === null) return;
  const label = fields.positions ?? fields.xPositions ?? "";
  const index = await listLength(search, "positionIndexes");
  if (index !== null && index !== positions) {
    problems.push(`${fields.positionIndexes} has ${index} indexes but ${label} has ${positions} positions`);
  }
  const frames = await listLength(search, "frameIndexes");
  if (frames !== null) {
    if (axes && frames !== axes.count) {
      problems.push(`${fields.frameIndexes} has ${frames} indexes but ${fields.patterns} has ${axes.count} patterns`);
    }
    return;
  }
  if (!axes || positions === axes.count || index !== null) return;
  const remedy = positions < axes.count
    ? `--frames 0:${positions} takes the first ${positions} patterns`
    : "--frame-indexes DATASET says which position each pattern belongs to";
  problems.push(
    `${fields.patterns} has ${axes.count} patterns but ${label} has ${positions} positions: they must be as many; ${remedy}`,
  );
}

// --- internal ---

/** Number of positions; null where there are none, or they contradict each other. */
async function positionLength(search: Search, axes: FrameAxes | null): Promise<number | null> {
  const { fields, problems } = search.draft;
  const [x, y] = [await namedPlaces(search, "xPositions"), await namedPlaces(search, "yPositions")];
  if (fields.xPositions !== undefined) {
    const [across, down] = [sum(x), sum(y)];
    // One x for each column of a raster and one y for each row stand for all its points.
    if (axes?.raster && axes.raster[0] === down && axes.raster[1] === across) return axes.count;
    if (across === down) return across;
    problems.push(
      `${fields.xPositions} has ${across} and ${fields.yPositions} has ${down} values: they must be as many`,
    );
    return null;
  }
  const tables = await namedPlaces(search, "positions");
  if (tables.length === 0) return null;
  return tables.reduce((total, { entry }) => total + tableRows(entry.shape, axes?.count ?? null), 0);
}

function tableRows(shape: readonly number[], count: number | null): number {
  const axes = squeezed(shape);
  const [rows = 1, columns = 1] = axes.length > 2 ? [elementCount(axes.slice(0, -1)), axes.at(-1)] : axes;
  return rows <= 4 && rows !== count && columns > 4 || columns === count && rows !== count ? columns : rows;
}

function sum(places: readonly Place[]): number {
  return places.reduce((total, { entry }) => total + elementCount(entry.shape), 0);
}

async function listLength(search: Search, field: "frameIndexes" | "positionIndexes"): Promise<number | null> {
  const places = await namedPlaces(search, field);
  return places.length > 0 ? sum(places) : null;
}
