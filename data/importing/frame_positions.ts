/**
 * The position of each frame, as the files have them.
 *
 * @module
 */
import { printable } from "../../config/values/printable.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { datasetOf } from "../layouts/contents/dataset_name.ts";
import type { PatternStack } from "../study/patterns/pattern_stack.ts";
import { readPositions } from "../study/positions/scan_positions.ts";
import type { ImportFields } from "./import_fields.ts";
import type { PositionLists } from "./place_positions.ts";

/** Where positions are, and what they are of. */
export interface FramePositionsOptions {
  /** The patterns. */
  readonly stack: PatternStack;
  /** Numbers of the frames whose positions are wanted. */
  readonly numbers: Int32Array;
  /** Gets a sentence where there are more positions than frames. */
  readonly warnings: string[];
}

/**
 * Reads the positions of frames. Where files name them by indexes, a frame whose index no position has gets NaN.
 *
 * @param files The open files.
 * @param fields Where positions and indexes are.
 * @param options Of which frames.
 * @returns In the order of the frames, in the unit of the files.
 * @throws {TypeError | RangeError} If a dataset cannot be positions or indexes, or there are fewer than frames.
 */
export async function framePositions(
  files: readonly ArrayFile[],
  fields: ImportFields,
  { stack, numbers, warnings }: FramePositionsOptions,
): Promise<PositionLists> {
  const raster = fields.raster ?? stack.raster;
  const all = await readPositions(files, { ...fields, frameIndexes: null }, {
    count: stack.count,
    raster,
    name: stack.name,
  });
  if (all === null) throw new TypeError("Cannot import as a step alone makes no positions: set import.raster");
  const places = await placesOf(files, fields, { name: all.name, count: all.x.length, frames: stack.count });
  if (places === null) requireEnough(all.name, all.x.length, { stack, numbers, warnings });
  const take = (values: Float64Array): Float64Array =>
    Float64Array.from(numbers, (number) => values[places ? places[number] ?? -1 : number] ?? NaN);
  return { x: take(all.x), y: take(all.y) };
}

// --- internal ---

interface Lists {
  /** What messages call the positions. */
  readonly name: string;
  /** Positions that there are. */
  readonly count: number;
  /** Frames that there are. */
  readonly frames: number;
}

/** For each frame the number of its position, −1 where it has none; null where no indexes say. */
async function placesOf(
  files: readonly ArrayFile[],
  { frameIndexes, positionIndexes }: ImportFields,
  { name, count, frames }: Lists,
): Promise<Int32Array | null> {
  if (frameIndexes === null && positionIndexes === null) return null;
  const wanted = frameIndexes === null ? null : await indexes(files, frameIndexes, { of: "frames", count: frames });
  const own = positionIndexes === null ? null : await indexes(files, positionIndexes, { of: "positions", count });
  const numbered = own && new Map(Array.from(own, (index, place) => [index, place] as const).reverse());
  const places = Int32Array.from({ length: frames }, (_, frame) => {
    const index = wanted ? wanted[frame] ?? NaN : frame;
    return numbered ? numbered.get(index) ?? -1 : index < count ? index : -1;
  });
  if (places.some((place) => place >= 0)) return places;
  throw new RangeError(
    `Cannot join frames and positions as no index of ${
      printable(frameIndexes ?? "the frames")
    } is among those of ${name}`,
  );
}

async function indexes(
  files: readonly ArrayFile[],
  dataset: string,
  { of, count }: { readonly of: string; readonly count: number },
): Promise<ArrayLike<number>> {
  const { file, key } = datasetOf(files, dataset);
  const array = await file.read(key, MOST_INDEXES);
  if (array.kind === "real" && array.data.length === count) return array.data;
  const found = array.kind === "real" ? `it has ${array.data.length}` : `its element type is ${array.dtype}`;
  throw new TypeError(
    `Cannot use ${
      printable(key)
    } of ${file.path} as indexes as there must be one for each of the ${count} ${of}: ${found}`,
  );
}

const MOST_INDEXES = 1 << 26;

function requireEnough(name: string, count: number, { stack, numbers, warnings }: FramePositionsOptions): void {
  if ((numbers.at(-1) ?? 0) >= count) {
    throw new RangeError(
      `Cannot import as ${name} has fewer positions than ${stack.name} has frames: ${count} for ${stack.count}; ` +
        `choose import.frames such as 0:${count}, or set import.frameIndexes, which says which position each has`,
    );
  }
  if (count > stack.count) {
    warnings.push(
      `${name} has ${count - stack.count} positions more than ${stack.name} has frames: the last are dropped; ` +
        "set import.frameIndexes, which says which position each frame has",
    );
  }
}
