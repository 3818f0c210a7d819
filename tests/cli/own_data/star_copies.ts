/**
 * The measured Siemens star as other detectors, beamlines and programs would have written it.
 *
 * @module
 */
import type { WritableArray } from "../../../data/formats/npy_encode.ts";
import { complexArray, realArray, textScalar } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import type { Scan } from "../../../data/scan.ts";

/** A copy of a scan: what it is, and how its arrays are made of the scan's. */
export interface ScanCopy {
  readonly name: string;
  /** What only who measured knows. */
  readonly flags?: readonly string[];
  /** Makes the arrays of its NPZ file. */
  arrays(scan: Scan): Record<string, WritableArray>;
}

/** A pixel of the object of the copies in metres. */
const PIXEL = 1.2e-8;

/** All copies. */
export const STAR_COPIES: readonly ScanCopy[] = [
  { name: "as it is", arrays: (scan) => ({ ...others(scan), diffraction: patterns(scan, scan.amplitude) }) },
  {
    name: "counts",
    arrays: (scan) => ({ ...others(scan), diffraction: patterns(scan, Uint16Array.from(counts(scan))) }),
  },
  {
    name: "DC in the corner",
    arrays: (scan) => ({ ...others(scan), diffraction: patterns(scan, cornered(scan.amplitude, scan)) }),
  },
  {
    name: "patterns last",
    arrays: (scan) => ({
      ...others(scan),
      diffraction: realArray(framesLast(scan), [scan.patchSize, scan.patchSize, scan.count]),
    }),
  },
  {
    name: "positions in metres",
    arrays: (scan) => ({
      ...others(scan),
      diffraction: patterns(scan, scan.amplitude),
      ...axes(scan.x.map((x) => x * PIXEL), scan.y.map((y) => y * PIXEL)),
    }),
  },
  {
    name: "positions in micrometres about zero",
    arrays: (scan) => ({
      ...others(scan),
      diffraction: patterns(scan, scan.amplitude),
      ...axes(scan.x.map((x) => (x - 115) * PIXEL * 1e6), scan.y.map((y) => (y - 115) * PIXEL * 1e6)),
    }),
  },
  {
    name: "x and y swapped",
    arrays: (scan) => ({ ...others(scan), diffraction: patterns(scan, scan.amplitude), ...axes(scan.y, scan.x) }),
  },
  {
    name: "x of the other sign",
    arrays: (scan) => ({
      ...others(scan),
      diffraction: patterns(scan, scan.amplitude),
      ...axes(scan.x.map((x) => 231 - x), scan.y),
    }),
  },
  {
    name: "a gap of 4294967295",
    arrays: (scan) => ({ ...others(scan), diffraction: patterns(scan, Uint32Array.from(gapped(scan))) }),
  },
  {
    name: "PtychoNN's names, counts, and a probe beside",
    flags: ["--pixel-size", String(PIXEL)],
    arrays: (scan) => ({
      reciprocal: patterns(scan, Int32Array.from(counts(scan))),
      position: realArray(
        Float64Array.from({ length: 2 * scan.count }, (_, i) => ((i % 2 ? scan.y : scan.x)[i >> 1] ?? NaN) * PIXEL),
        [scan.count, 2],
      ),
      probe: complexArray(scan.probe, [scan.patchSize, scan.patchSize]),
      note: textScalar("a copy"),
    }),
  },
];

/** Rows or columns in which the copy with a gap has no pixels. */
export const GAP = { from: 12, to: 15 } as const;

/**
 * Writes a copy.
 *
 * @param path Where to.
 * @param copy Which.
 * @param scan Of what.
 */
export async function writeCopy(path: string, copy: ScanCopy, scan: Scan): Promise<void> {
  await writeNpz(path, copy.arrays(scan));
}

// --- internal ---

function others({ patchSize, probe, object, x, y }: Scan): Record<string, WritableArray> {
  return {
    probeGuess: complexArray(probe, [patchSize, patchSize]),
    ...(object && { objectGuess: complexArray(object, [object.height, object.width]) }),
    ...axes(x, y),
  };
}

function axes(x: Float64Array, y: Float64Array): Record<string, WritableArray> {
  return { xcoords: realArray(x), ycoords: realArray(y) };
}

type Numbers = Parameters<typeof realArray>[0];

function patterns({ count, patchSize }: Scan, values: Numbers): WritableArray {
  return realArray(values, [count, patchSize, patchSize]);
}

function counts({ amplitude }: Scan): Float64Array {
  return Float64Array.from(amplitude, (value) => Math.round(value * value));
}

function cornered<T extends Float32Array | Float64Array>(values: T, { patchSize }: Scan): T {
  const moved = values.slice() as T;
  const half = patchSize / 2;
  values.forEach((value, i) => {
    const [column, row] = [i % patchSize, Math.floor(i / patchSize) % patchSize];
    const to = ((row + half) % patchSize) * patchSize + (column + half) % patchSize;
    moved[i - row * patchSize - column + to] = value;
  });
  return moved;
}

function framesLast({ amplitude, count, patchSize }: Scan): Float32Array {
  const pixels = patchSize ** 2;
  return Float32Array.from(amplitude, (_, i) => amplitude[(i % count) * pixels + Math.floor(i / count)] ?? NaN);
}

function gapped(scan: Scan): Float64Array {
  const { patchSize } = scan;
  return counts(scan).map((value, i) => {
    const [column, row] = [i % patchSize, Math.floor(i / patchSize) % patchSize];
    const within = (at: number): boolean => at >= GAP.from && at < GAP.to;
    return within(row) || within(column) ? 2 ** 32 - 1 : value;
  });
}
