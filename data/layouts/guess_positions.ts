/**
 * Positions in a file of no program that is known: a pair of arrays named after x and y, or a table of two or three columns,
 * as many as there are patterns.
 *
 * @module
 */
import { shapeText } from "../../config/values/printable.ts";
import { elementCount } from "../formats/npy_header.ts";
import { stateUnits } from "./contents/file_part.ts";
import { isReal, lastName, squeezed } from "./contents/entry_kind.ts";
import { freePlaces, type Place, type Search } from "./search.ts";

/**
 * Looks for positions, and names them in the fields.
 *
 * @param search The search; its fields have no positions yet.
 * @param count Number of patterns; null where it is not known.
 */
export async function guessPositions(search: Search, count: number | null): Promise<void> {
  const places = (await freePlaces(search)).filter(({ entry }) => isReal(entry) && entry.dtype !== "bool");
  const pair = xyPair(places, count);
  const table = tables(places, count)[0];
  if (table && (!pair || (fits(table, count) && !pairFits(pair, count)))) await takeTable(search, table, count);
  else if (pair) await takePair(search, pair);
}

// --- internal ---

/** Names of tables of positions. */
const TABLE = /pos|coord|scan|transl|encoder|traject|points|(^|[^a-z])(xy|yx|xyz)($|[^a-z])/i;
/** What may stand for the axis in a name of one. */
const AXIS_X = /(^|[^a-z])x(?![a-z])|x(pos|coord|_?m$|s$)|(pos|coord|position|encoder|stage|motor)_?x|lab_?x/i;

interface Pair {
  readonly x: Place;
  readonly y: Place;
}

/** The arrays whose names differ in x and y alone, the likeliest first. */
function xyPair(places: readonly Place[], count: number | null): Pair | null {
  const byKey = new Map(places.map((place) => [`${place.contents.file.path}:${place.entry.key}`, place]));
  const pairs = places.flatMap((x) => {
    const name = lastName(x.entry.key);
    if (!AXIS_X.test(name) || /pixel|size|centre|center|resolution|offset/i.test(name)) return [];
    const group = x.entry.key.slice(0, x.entry.key.length - name.length);
    const y = [...name.matchAll(/x/gi)].map(({ index }) => {
      const other = `${name.slice(0, index)}${name[index] === "x" ? "y" : "Y"}${name.slice(index + 1)}`;
      return byKey.get(`${x.contents.file.path}:${group}${other}`);
    }).find((place) => place && place.entry.shape.length === x.entry.shape.length && !isSingle(place));
    return y && !isSingle(x) ? [{ x, y }] : [];
  });
  return pairs.find((pair) => pairFits(pair, count)) ?? pairs.find(({ x, y }) => length(x) === length(y)) ?? null;
}

function isSingle({ entry }: Place): boolean {
  return elementCount(entry.shape) < 1 || entry.shape.length === 0;
}

function length({ entry }: Place): number {
  return elementCount(entry.shape);
}

function pairFits({ x, y }: Pair, count: number | null): boolean {
  return count !== null && length(x) === count && length(y) === count;
}

async function takePair({ draft }: Search, { x, y }: Pair): Promise<void> {
  draft.fields.xPositions = x.name;
  draft.fields.yPositions = y.name;
  draft.notes.push(`${x.name} and ${y.name} are taken for the positions, by their names`);
  await stateUnits(draft, x.contents, x.entry.key);
}

/** Rows and columns of a table, (M, 2) to (M, 4) or the same on its side; null where it is none. */
function tableLength({ entry }: Place, count: number | null): number | null {
  const [a, b, ...more] = squeezed(entry.shape);
  if (a === undefined || b === undefined || more.length > 0) return null;
  const isColumns = (columns: number): boolean => columns >= 2 && columns <= 4;
  if (isColumns(b) && (count === null || a === count || !isColumns(a))) return a;
  return isColumns(a) ? b : null;
}

/** Tables that may be positions: those of as many rows as there are patterns first, then those of a telling name. */
function tables(places: readonly Place[], count: number | null): readonly Place[] {
  const told = (place: Place): number => TABLE.test(lastName(place.entry.key)) ? 1 : 0;
  return places.filter((place) => {
    const rows = tableLength(place, count);
    return rows !== null && (told(place) === 1 || (rows === count && count > 4 && isFraction(place)));
  }).sort((a, b) => told(b) - told(a) || Number(fits(b, count)) - Number(fits(a, count)));
}

/** Tables of no telling name are taken where they are no whole numbers, which may be anything. */
function isFraction({ entry }: Place): boolean {
  return entry.dtype.startsWith("f");
}

function fits(place: Place, count: number | null): boolean {
  return count !== null && tableLength(place, count) === count;
}

async function takeTable({ draft }: Search, { name, contents, entry }: Place, count: number | null): Promise<void> {
  draft.fields.positions = name;
  const why = TABLE.test(lastName(entry.key)) ? "by its name" : `as it has ${count} rows, one a pattern`;
  draft.notes.push(`${name} is taken for the positions, ${why}; its shape is ${shapeText(entry.shape)}`);
  const order = /(^|[^a-z])(yx|rc|row_?col)/i.test(lastName(entry.key));
  if (order) Object.assign(draft.fields, { xColumn: 1, yColumn: 0 });
  await stateUnits(draft, contents, entry.key);
}
