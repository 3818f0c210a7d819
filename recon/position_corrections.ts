/**
 * Corrections of scan positions, told in numbers. What of them a stage does to all patterns together, a wrong scale, a
 * rotation or a shear, is told apart from what each pattern has of its own.
 *
 * @module
 */
import { affineMoves, centred } from "../data/arrays/affine_moves.ts";
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
  const moves = (axis: "x" | "y"): Float64Array =>
    centred(given[axis].map((value, k) => (patterns[axis][k] ?? NaN) - value));
  const by = { x: moves("x"), y: moves("y") };
  const { matrix, own } = affineMoves(given, by);
  const lengths = lengthsOf(by);
  return {
    rms: rms(lengths),
    greatest: lengths.reduce((most, length) => Math.max(most, length), 0),
    rmsOfOwn: rms(lengthsOf(own)),
    affine: matrix,
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

function lengthsOf({ x, y }: Positions): Float64Array {
  return x.map((value, k) => Math.hypot(value, y[k] ?? NaN));
}

function rms(lengths: Float64Array): number {
  return Math.sqrt(lengths.reduce((sum, length) => sum + length ** 2, 0) / lengths.length);
}
