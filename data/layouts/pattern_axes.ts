/**
 * Axes of the patterns that were found: how many there are, how large, and whether on a raster.
 *
 * @module
 */
import { shapeText } from "../../config/values/printable.ts";
import { elementCount } from "../formats/npy_header.ts";
import { type FrameAxes, frameAxes } from "./contents/frames_axis.ts";
import { isReal } from "./contents/entry_kind.ts";
import { namedPlaces, type Place, type Search } from "./search.ts";

/**
 * Tells the axes of the patterns, and sets the fields that say so.
 *
 * @param search The search.
 * @returns The axes, frames of joined datasets added up; null where there are no patterns, or the array cannot be any,
 * which is a problem.
 */
export async function patternAxes(search: Search): Promise<FrameAxes | null> {
  const { fields, notes, problems } = search.draft;
  const places = await namedPlaces(search, "patterns");
  const [first] = places;
  if (!first) return null;
  const positions = await positionCount(search);
  const all = places.map(({ entry }) => isReal(entry) ? frameAxes(entry.shape, positions) : null);
  const [axes] = all;
  const odd = all.findIndex((own) => !own || own.size.join() !== axes?.size.join());
  if (!axes || odd >= 0) {
    const { name, entry } = places[Math.max(0, odd)] ?? first;
    problems.push(
      `${name} cannot be patterns, which are real numbers of shape (M, N, N)${
        odd > 0 ? ` as large as those of ${first.name}` : ""
      }: it is ${entry.dtype} of shape ${shapeText(entry.shape)}; --patterns DATASET names another`,
    );
    return null;
  }
  const count = all.reduce((sum, own) => sum + (own?.count ?? 0), 0);
  if (isCertain(first)) fields.framesAxis ??= axes.axis;
  if (axes.raster && places.length === 1) fields.raster ??= [...axes.raster];
  const raster = axes.raster && places.length === 1 ? `, a raster of ${axes.raster.join(" × ")},` : "";
  notes.push(
    `${fields.patterns} has ${count === 1 ? "one pattern" : `${count} patterns`}${raster} of ${
      axes.size.join(" × ")
    } pixels` +
      (axes.axis === "last" ? ", which follow each other along the last axis" : ""),
  );
  return { ...axes, count };
}

// --- internal ---

/** A cube leaves open which of its axes counts patterns. */
function isCertain({ entry: { shape } }: Place): boolean {
  return shape.length !== 3 || new Set(shape).size > 1;
}

async function positionCount(search: Search): Promise<number | null> {
  const [x] = await namedPlaces(search, "xPositions");
  if (x) return elementCount(x.entry.shape);
  const [table] = await namedPlaces(search, "positions");
  return table ? Math.max(...table.entry.shape, 0) : null;
}
