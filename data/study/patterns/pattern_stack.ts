/**
 * The patterns of one or more datasets as a row of frames, however their axes lie: (M, H, W), (H, W, M), a raster
 * (R, C, H, W), or one pattern (H, W).
 *
 * @module
 */
import type { ImportInput } from "../../../config/fields/import_input.ts";
import { printable, shapeText } from "../../../config/values/printable.ts";
import type { ArrayHeader } from "../../formats/array_file.ts";
import type { RealDtype } from "../../formats/npy_header.ts";
import type { Dataset } from "../../layouts/contents/dataset_name.ts";
import { frameAxes } from "../../layouts/contents/frames_axis.ts";

/** A dataset of patterns. */
export interface StackPart extends Dataset {
  /** Lengths of its axes. */
  readonly shape: readonly number[];
  /** Frames that it holds. */
  readonly count: number;
  /** How elements lie in the file. */
  readonly storage: ArrayHeader["storage"];
}

/** Patterns in files. */
export interface PatternStack {
  /** Datasets whose frames follow each other. */
  readonly parts: readonly StackPart[];
  /** What messages call it: the file and the dataset. */
  readonly name: string;
  /** Element type in the files. */
  readonly dtype: RealDtype;
  /** Frames M of all parts. */
  readonly count: number;
  /** Rows H of a frame, as the file has them. */
  readonly height: number;
  /** Columns W of a frame, as the file has them. */
  readonly width: number;
  /** Whether frames follow each other along the last axis. */
  readonly framesLast: boolean;
  /** Shape of the scan (R, C) where frames have two axes. */
  readonly raster: readonly [rows: number, columns: number] | null;
}

/**
 * Describes the patterns of datasets.
 *
 * @param datasets At least one.
 * @param framesAxis Which axis counts the frames; null takes the one that the shape wants.
 * @param positions How many scan positions there are, where that is known: an axis of this length counts frames.
 * @throws {TypeError} If a dataset is no stack of images of real numbers, or several do not fit together; the message says
 * what would do.
 */
export async function patternStack(
  datasets: readonly Dataset[],
  framesAxis: ImportInput["framesAxis"] = null,
  positions: number | null = null,
): Promise<PatternStack> {
  const stacks: PatternStack[] = [];
  for (const dataset of datasets) stacks.push(await oneStack(dataset, framesAxis ?? null, positions));
  const [first] = stacks;
  if (first === undefined) throw new TypeError("Cannot look at patterns as no dataset of them is named");
  const odd = stacks.find(({ height, width, dtype, framesLast }) =>
    height !== first.height || width !== first.width || dtype !== first.dtype || (framesLast && stacks.length > 1)
  );
  if (odd) {
    throw new TypeError(
      `Cannot join ${first.name} and ${odd.name} as patterns must have one size and type: they are ` +
        `${describe(first)} and ${describe(odd)}; name those that fit with --patterns`,
    );
  }
  const parts = stacks.flatMap((stack) => stack.parts);
  if (parts.length === 1) return first;
  return {
    ...first,
    parts,
    name: `${first.name} and ${parts.length - 1} more`,
    count: parts.reduce((sum, { count }) => sum + count, 0),
    raster: null,
  };
}

/** Whether patterns of this shape may lie along either axis, which their numbers must tell. */
export function isCube({ parts: [part, ...more] }: PatternStack): boolean {
  const [a, b, c, ...rest] = part?.shape ?? [];
  return more.length === 0 && rest.length === 0 && a !== undefined && a === b && b === c;
}

// --- internal ---

/** Of the largest detectors, 8192 × 8192. */
const MOST_PIXELS = 2 ** 26;
/** More than any scan has; sums of each are kept. */
const MOST_FRAMES = 2 ** 22;

const REAL: readonly string[] = ["f2", "f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "bool"];

async function oneStack(
  { file, key }: Dataset,
  framesAxis: "first" | "last" | null,
  positions: number | null,
): Promise<PatternStack> {
  const { shape, storage, dtype } = await file.header(key);
  const name = `${printable(key)} of ${file.path}`;
  const place = `Cannot take ${name} for patterns as`;
  if (!REAL.includes(dtype)) {
    throw new TypeError(
      `${place} they must be real numbers: its element type is ${dtype}; name another dataset with --patterns`,
    );
  }
  const axes = frameAxes(shape, positions);
  if (axes === null) {
    const wanted = "they must be images, (M, H, W) or (H, W, M)";
    throw new TypeError(`${place} ${wanted}: its shape is ${shapeText(shape)}; name another dataset with --patterns`);
  }
  const framesLast = shape.length === 3 && (framesAxis ?? axes.axis) === "last";
  const [height = 0, width = 0] = framesLast ? shape : shape.slice(-2);
  const count = shape.reduce((product, length) => product * length, 1) / (height * width);
  if (height * width > MOST_PIXELS || count > MOST_FRAMES) {
    throw new RangeError(
      `${place} they must be at most ${MOST_FRAMES} frames of ${MOST_PIXELS} px: it has ${count} of ${height} × ${width}; ` +
        "name another dataset with --patterns",
    );
  }
  const raster = framesLast ? null : axes.raster;
  const parts = [{ file, key, shape, count, storage }];
  return { parts, name, dtype: dtype as RealDtype, count, height, width, framesLast, raster };
}

function describe({ height, width, dtype, framesLast }: PatternStack): string {
  return `${height} × ${width} px of ${dtype}${framesLast ? " along the last axis" : ""}`;
}
