/**
 * The scan positions of the frames as the files have them: a table, two arrays, or a raster's steps; in the order of the
 * frames, which may be named by index.
 *
 * @module
 */
import type { ImportInput } from "../../../config/fields/import_input.ts";
import { printable, shapeText } from "../../../config/values/printable.ts";
import type { ArrayFile } from "../../formats/array_file.ts";
import { datasetsOf } from "../../layouts/contents/dataset_name.ts";

/** Positions in the unit of the files, before they are oriented. */
export interface ScanPositions {
  /** The table's x, or the array of x. */
  readonly x: Float64Array;
  /** The table's y, or the array of y. */
  readonly y: Float64Array;
  /** What messages call them: the file and the dataset. */
  readonly name: string;
}

/** The patterns that the positions are of. */
export interface PositionedFrames {
  /** What messages call them. */
  readonly name: string;
  /** Frames M. */
  readonly count: number;
  /** Rows and columns of the scan, where frames lie on one. */
  readonly raster: readonly [rows: number, columns: number] | null;
}

/**
 * Reads the positions.
 *
 * @param files The open files.
 * @param fields Which datasets they are.
 * @param frames The patterns, by which a raster's axes are told apart.
 * @returns One for each that the files have, which may be more or fewer than there are frames; null where no field names
 * any.
 * @throws {TypeError} If a dataset cannot be positions.
 * @throws {RangeError} If there is no such dataset or column, or no frame names a position that there is.
 */
export async function readPositions(
  files: readonly ArrayFile[],
  fields: ImportInput,
  frames: PositionedFrames,
): Promise<ScanPositions | null> {
  const all = await tableOf(files, fields) ?? await arraysOf(files, fields, frames) ?? rasterOf(fields, frames);
  if (all === null || !fields.frameIndexes) return all;
  return await indexed(files, fields, all);
}

// --- internal ---

/** More positions than any scan has. */
const MOST_POSITIONS = 1 << 23;

interface Numbers {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
  /** The dataset, as a message may have it. */
  readonly key: string;
  readonly path: string;
}

/** Numbers of a dataset, or of several that a `*` joins along their first axis. */
async function numbersOf(files: readonly ArrayFile[], dataset: string): Promise<Numbers> {
  const parts: Numbers[] = [];
  for (const { file, key } of datasetsOf(files, dataset)) {
    const array = await file.read(key, MOST_POSITIONS);
    if (array.kind !== "real") {
      throw new TypeError(
        `Cannot take ${
          printable(key)
        } of ${file.path} for positions as they must be real numbers: its element type is ` +
          `${array.dtype}; name another dataset with --positions`,
      );
    }
    parts.push({ values: array.data, shape: array.shape, key: printable(key), path: file.path });
  }
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first ?? { values: [], shape: [0], key: dataset, path: "" };
  const rest = first.shape.slice(1);
  const odd = others.find(({ shape }) => shape.slice(1).join() !== rest.join());
  if (odd) {
    throw new TypeError(
      `Cannot join ${odd.key} of ${odd.path} to ${first.key} as their shapes must be equal but for the first axis: they ` +
        `are ${shapeText(odd.shape)} and ${shapeText(first.shape)}; name one with --positions`,
    );
  }
  const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 1), 0);
  const values = parts.flatMap((part) => Array.from(part.values));
  return { values, shape: [rows, ...rest], key: printable(dataset), path: first.path };
}

async function tableOf(files: readonly ArrayFile[], fields: ImportInput): Promise<ScanPositions | null> {
  const { positions, xColumn, yColumn } = fields;
  if (!positions) return null;
  const { values, shape, key, path } = await numbersOf(files, positions);
  const name = `${key} of ${path}`;
  const [columns, stride] = tableAxes(shape);
  const [x, y] = [xColumn ?? 0, yColumn ?? 1];
  if (columns < 2 || Math.max(x, y) >= columns) {
    throw new RangeError(
      `Cannot take ${name} for positions as columns ${x} and ${y} are wanted of a table (M, 2) or (2, M): its shape is ` +
        `${shapeText(shape)}; --x-column and --y-column name others`,
    );
  }
  const count = values.length / columns;
  const column = (number: number): Float64Array =>
    Float64Array.from(
      { length: count },
      (_, i) => values[stride === 1 ? i * columns + number : number * count + i] ?? NaN,
    );
  return { x: column(x), y: column(y), name };
}

/** Columns of a table, and 1 where those of a position follow each other, else 0. */
function tableAxes(shape: readonly number[]): [columns: number, stride: 0 | 1] {
  const axes = shape.filter((length, i) => length !== 1 || i === shape.length - 1);
  const [first = 0, last = 0] = [axes[0], axes.at(-1)];
  // Two to four numbers are those of a position, in either order; of a square table, each row is one.
  if (axes.length === 2 && first <= MOST_COLUMNS && first > 1 && last > MOST_COLUMNS) return [first, 0];
  return [last, 1];
}

const MOST_COLUMNS = 4;

async function arraysOf(
  files: readonly ArrayFile[],
  { xPositions, yPositions }: ImportInput,
  { count, raster }: PositionedFrames,
): Promise<ScanPositions | null> {
  if (!xPositions || !yPositions) return null;
  const [across, down] = [await numbersOf(files, xPositions), await numbersOf(files, yPositions)];
  const name = across.path === down.path
    ? `${across.key} and ${down.key} of ${down.path}`
    : `${across.key} of ${across.path} and ${down.key} of ${down.path}`;
  const [x, y] = [Float64Array.from(across.values), Float64Array.from(down.values)];
  const [rows, columns] = raster ?? [y.length, x.length];
  if (x.length === columns && y.length === rows && rows * columns === count && count !== columns) {
    return {
      x: Float64Array.from({ length: count }, (_, i) => x[i % columns] ?? NaN),
      y: Float64Array.from({ length: count }, (_, i) => y[Math.floor(i / columns)] ?? NaN),
      name,
    };
  }
  if (x.length !== y.length) {
    throw new TypeError(
      `Cannot take ${name} for positions as there must be as many x as y: there are ${x.length} and ${y.length}`,
    );
  }
  return { x, y, name };
}

function rasterOf({ raster, step }: ImportInput, frames: PositionedFrames): ScanPositions | null {
  const [rows, columns] = raster ?? frames.raster ?? [0, 0];
  if (!step || rows * columns === 0) return null;
  const [down, across] = typeof step === "number" ? [step, step] : step;
  return {
    x: Float64Array.from({ length: rows * columns }, (_, i) => across * (i % columns)),
    y: Float64Array.from({ length: rows * columns }, (_, i) => down * Math.floor(i / columns)),
    name: `made of the raster of ${frames.name}`,
  };
}

/** Each frame names its position, by its number or by the index that the position has; of one that is not there, it is NaN. */
async function indexed(
  files: readonly ArrayFile[],
  { frameIndexes, positionIndexes }: ImportInput,
  { x, y, name }: ScanPositions,
): Promise<ScanPositions> {
  const wanted = await numbersOf(files, frameIndexes ?? "");
  const own = positionIndexes ? Array.from((await numbersOf(files, positionIndexes)).values) : null;
  const places = own === null ? null : new Map(own.map((index, place) => [index, place]));
  const numbers = Array.from(wanted.values, (index) => (places === null ? index : places.get(index)) ?? -1);
  if (!numbers.some((place) => place in x)) {
    throw new RangeError(
      `Cannot find the positions of frames as none of the indexes in ${wanted.key} of ${wanted.path}, the first being ` +
        `${wanted.values[0]}, is that of a position of ${name}`,
    );
  }
  const take = (values: Float64Array): Float64Array => Float64Array.from(numbers, (place) => values[place] ?? NaN);
  return { x: take(x), y: take(y), name };
}
