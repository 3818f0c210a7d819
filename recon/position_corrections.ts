/**
 * Corrections of scan positions, told in numbers. What of them a stage does to all patterns together, a wrong scale, a
 * rotation or a shear, is told apart from what each pattern has of its own.
 *
 * @module
 */
import { takeRows } from "../data/arrays/take_rows.ts";
import { realArray } from "../data/formats/npy_encode.ts";
import { writeNpz } from "../data/formats/write_npz.ts";
import type { Patterns } from "../data/patterns.ts";
import type { Positions } from "../data/positions.ts";
import type { PositionCorrections } from "../run/learned_beam.ts";
import { OUTPUT_FILES } from "./output_directory.ts";

/**
 * Tells of corrections.
 *
 * @param scan Positions of the scan as they were read, in object pixels.
 * @param patterns Those of its patterns that are reconstructed, with the positions that were learned.
 */
export function positionCorrections(
  scan: Positions,
  patterns: Pick<Patterns, "x" | "y" | "numbers">,
): PositionCorrections {
  const given = givenPlaces(scan, patterns);
  const moved = (axis: "x" | "y"): Float64Array =>
    centred(given[axis].map((value, k) => (patterns[axis][k] ?? NaN) - value));
  const [x, y, by] = [centred(given.x), centred(given.y), { x: moved("x"), y: moved("y") }];
  const rows = ([by.x, by.y] as const).map((values) => slopes(x, y, values));
  const [[xx, xy] = [0, 0], [yx, yy] = [0, 0]] = rows;
  const own = {
    x: by.x.map((value, k) => value - xx * (x[k] ?? NaN) - xy * (y[k] ?? NaN)),
    y: by.y.map((value, k) => value - yx * (x[k] ?? NaN) - yy * (y[k] ?? NaN)),
  };
  const lengths = lengthsOf(by);
  return {
    rms: rms(lengths),
    greatest: lengths.reduce((most, length) => Math.max(most, length), 0),
    rmsOfOwn: rms(lengthsOf(own)),
    affine: [[xx, xy], [yx, yy]],
  };
}

/**
 * Writes `positions.npz`, atomically, in object pixels: `xcoords` and `ycoords` float64 (M), `xcoords_start` and
 * `ycoords_start` as they were read, `affine` float64 (2, 2) as {@link PositionCorrections} has it, and `frame_indices`
 * int32 (M), the numbers of their patterns in the scan.
 *
 * @param directory Where; an existing file is replaced.
 * @param scan Positions of the scan as they were read.
 * @param patterns Those of its patterns that are reconstructed, with the positions that were learned.
 * @returns The path of the file.
 * @throws {Error} Where the file cannot be written; the message names it.
 */
export async function writePositions(
  directory: string,
  scan: Positions,
  patterns: Pick<Patterns, "x" | "y" | "numbers">,
): Promise<string> {
  const path = `${directory}/${OUTPUT_FILES.positions}`;
  const { x, y, numbers } = patterns;
  const given = givenPlaces(scan, patterns);
  const affine = Float64Array.from(positionCorrections(scan, patterns).affine.flat());
  await writeNpz(path, {
    ...{ xcoords: realArray(x), ycoords: realArray(y) },
    ...{ xcoords_start: realArray(given.x), ycoords_start: realArray(given.y) },
    ...{ affine: realArray(affine, [2, 2]), frame_indices: realArray(numbers) },
  });
  return path;
}

// --- internal ---

function givenPlaces(scan: Positions, { numbers }: Pick<Patterns, "numbers">): Positions {
  return { x: takeRows(scan.x, numbers, 1), y: takeRows(scan.y, numbers, 1) };
}

function centred(axis: Float64Array): Float64Array {
  const mean = axis.reduce((sum, value) => sum + value, 0) / axis.length;
  return axis.map((value) => value - mean);
}

/** a and b of a·x + b·y, which is closest to the values; x, y and values have a mean of 0. Along a line b or a is 0. */
function slopes(x: Float64Array, y: Float64Array, values: Float64Array): [number, number] {
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * (b[k] ?? NaN), 0);
  const [xx, xy, yy] = [dot(x, x), dot(x, y), dot(y, y)];
  const [vx, vy] = [dot(values, x), dot(values, y)];
  const determinant = xx * yy - xy * xy;
  if (determinant > LEAST_DETERMINANT * (xx + yy) ** 2) {
    return [(vx * yy - vy * xy) / determinant, (vy * xx - vx * xy) / determinant];
  }
  return xx >= yy ? [xx > 0 ? vx / xx : 0, 0] : [0, vy / yy];
}

/** Positions whose determinant is less than this share of the square of their trace lie on a line. */
const LEAST_DETERMINANT = 1e-9;

function lengthsOf({ x, y }: Positions): Float64Array {
  return x.map((value, k) => Math.hypot(value, y[k] ?? NaN));
}

function rms(lengths: Float64Array): number {
  return Math.sqrt(lengths.reduce((sum, length) => sum + length ** 2, 0) / lengths.length);
}
