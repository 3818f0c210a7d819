/**
 * Positions in a file of no program that is known: a pair of arrays named after x and y, or a table of two or three columns,
 * as many as there are patterns.
 *
 * @module
 */
import { shapeText } from "../../config/values/printable.ts";
import { elementCount } from "../formats/npy_header.ts";
import { isReal, lastName, squeezed } from "./contents/entry_kind.ts";
import { stateUnits } from "./contents/file_part.ts";
import type { FrameAxes } from "./contents/frames_axis.ts";
import { freePlaces, type Place, type Search } from "./search.ts";

/**
 * Looks for positions, and names them in the fields. Those of another number than the patterns are named too if they are
 * nearly as many, so that it can be told.
 *
 * @param search The search; its fields have no positions yet.
 * @param frames The patterns; null where there are none.
 */
export async function guessPositions(search: Search, frames: FrameAxes | null): Promise<void> {
  const places = (await freePlaces(search)).filter(({ entry }) => isReal(entry) && entry.dtype !== "bool");
  const [pair] = xyPairs(places, frames);
  const [table] = tables(places, frames);
  if (table && (!pair || (table.fit === "all" && pair.fit !== "all"))) await takeTable(search, table);
  else if (pair) await takePair(search, pair);
}

// --- internal ---

/** Names of tables of positions. */
const TABLE = /pos|coord|scan|transl|encoder|traject|points|(^|[^a-z])(xy|yx|xyz)($|[^a-z])/i;
/** What stands for the axis in a name of one. */
const AXIS_X =
  /(^|[^a-z])x(?![a-z])|x(pos|coord|_?m$|s$)|(pos|coord|position|encoder|stage|motor|scan|piezo)_?x|lab_?x|^pp?x$/i;
/** Names with an x that are no positions. */
const NO_POSITIONS = /pixel|size|centre|center|resolution|offset|scale/i;

/** Whether there are as many as patterns, or nearly as many, or the patterns are not known. */
type Fit = "all" | "near";

interface Table {
  readonly place: Place;
  readonly fit: Fit;
}

interface Pair {
  readonly x: Place;
  readonly y: Place;
  readonly fit: Fit;
}

/** Positions of a tenth more or fewer than patterns are those of the scan, and something is missing. */
function fitOf(count: number, frames: FrameAxes | null): Fit | null {
  if (frames === null) return count > 1 ? "near" : null;
  if (count === frames.count) return "all";
  return Math.abs(count - frames.count) <= Math.max(3, 0.1 * frames.count) && count > 1 ? "near" : null;
}

/** The arrays whose names differ in x and y alone, those that fit first. */
function xyPairs(places: readonly Place[], frames: FrameAxes | null): Pair[] {
  const pairs = places.filter(({ entry }) =>
    AXIS_X.test(lastName(entry.key)) && !NO_POSITIONS.test(lastName(entry.key))
  )
    .flatMap((x) => {
      const y = partner(places, x);
      const fit = y && pairFit([length(x), length(y)], frames);
      return y && fit ? [{ x, y, fit }] : [];
    });
  return pairs.toSorted((a, b) => order(a.fit) - order(b.fit));
}

/** The array with y for an x of the name, in the same file if it can be. */
function partner(places: readonly Place[], x: Place): Place | undefined {
  const name = lastName(x.entry.key);
  const group = x.entry.key.slice(0, x.entry.key.length - name.length);
  const names = [...name.matchAll(/x/gi)].map(({ index }) =>
    `${group}${name.slice(0, index)}${name[index] === "x" ? "y" : "Y"}${name.slice(index + 1)}`
  );
  const named = places.filter(({ entry }) => names.includes(entry.key));
  return named.find(({ contents }) => contents === x.contents) ?? named[0];
}

/** One x for each column of a raster and one y for each row stand for all its points. */
function pairFit([x, y]: readonly [number, number], frames: FrameAxes | null): Fit | null {
  if (frames?.raster && frames.raster[0] === y && frames.raster[1] === x) return "all";
  return x === y ? fitOf(x, frames) : null;
}

function length({ entry }: Place): number {
  return elementCount(entry.shape);
}

function order(fit: Fit): number {
  return fit === "all" ? 0 : 1;
}

async function takePair({ draft }: Search, { x, y }: Pair): Promise<void> {
  draft.fields.xPositions = x.name;
  draft.fields.yPositions = y.name;
  draft.notes.push(`${x.name} and ${y.name} are taken for the positions, by their names`);
  await stateUnits(draft, x.contents, x.entry.key);
}

/** Tables that may be positions, those of a telling name first, then those that fit. */
function tables(places: readonly Place[], frames: FrameAxes | null): Table[] {
  const found = places.flatMap((place): Table[] => {
    const fits = tableLengths(place).map((rows) => fitOf(rows, frames));
    const fit = fits.find((own) => own === "all") ?? fits.find((own) => own !== null);
    if (!fit) return [];
    // Tables of no telling name are taken where they are no whole numbers, which may be anything, and fit exactly.
    const likely = isTold(place) || (fit === "all" && (frames?.count ?? 0) > 4 && place.entry.dtype.startsWith("f"));
    return likely ? [{ place, fit }] : [];
  });
  return found.toSorted((a, b) => Number(isTold(b.place)) - Number(isTold(a.place)) || order(a.fit) - order(b.fit));
}

function isTold({ entry }: Place): boolean {
  return TABLE.test(lastName(entry.key));
}

/** Rows that an array may have as a table of two to four columns, or of as many rows on its side. */
function tableLengths({ entry }: Place): number[] {
  const [a, b, ...more] = squeezed(entry.shape);
  if (a === undefined || b === undefined || more.length > 0) return [];
  const isColumns = (columns: number): boolean => columns >= 2 && columns <= 4;
  return [...(isColumns(b) ? [a] : []), ...(isColumns(a) ? [b] : [])];
}

async function takeTable({ draft }: Search, { place: { name, contents, entry } }: Table): Promise<void> {
  draft.fields.positions = name;
  const why = TABLE.test(lastName(entry.key)) ? "by its name" : "as it has a row for each pattern";
  draft.notes.push(`${name} is taken for the positions, ${why}; its shape is ${shapeText(entry.shape)}`);
  const rowsFirst = /(^|[^a-z])(yx|rc|row_?col)/i.test(lastName(entry.key));
  if (rowsFirst) Object.assign(draft.fields, { xColumn: 1, yColumn: 0 });
  await stateUnits(draft, contents, entry.key);
}
