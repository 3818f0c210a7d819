/**
 * Scans with one thing wrong, as files.
 *
 * @module
 */
import { loadScan, type LoadScanOptions } from "../../../data/load_scan.ts";
import { complexArray, realArray, type WritableArray } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import type { Scan } from "../../../data/scan.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { withTempDir } from "../temp_dir.ts";

/** A scan with nothing wrong. */
export const good: Scan = simulateScan({ patchSize: 64, patterns: 9, photons: 1e5, seed: 2 });

/** Counts of a scan. */
export function countsOf({ amplitude }: Scan): Float32Array {
  return amplitude.map((value) => Math.round(value * value));
}

/** The arrays of a scan with others in their place; null leaves one out. */
export function changedArrays(
  { count, patchSize, amplitude, x, y, probe }: Scan,
  change: Record<string, WritableArray | null>,
): Record<string, WritableArray> {
  const arrays: Record<string, WritableArray | null> = {
    diffraction: realArray(amplitude, [count, patchSize, patchSize]),
    probeGuess: complexArray(probe, [patchSize, patchSize]),
    xcoords: realArray(x),
    ycoords: realArray(y),
    ...change,
  };
  return Object.fromEntries(
    Object.entries(arrays).filter((entry): entry is [string, WritableArray] => entry[1] !== null),
  );
}

/** Writes the good scan with other arrays; null leaves one out. */
export async function writeOdd(path: string, change: Record<string, WritableArray | null>): Promise<string> {
  await writeNpz(path, changedArrays(good, change));
  return path;
}

/** The good scan with other arrays, read from a file; its warnings without the file's name, which each must have. */
export async function oddScan(
  change: Record<string, WritableArray | null>,
  options: LoadScanOptions = {},
): Promise<Scan> {
  let read: Scan | undefined;
  await withTempDir(async (directory) => {
    const path = await writeOdd(`${directory}/odd.npz`, change);
    const scan = await loadScan(path, options);
    const named = scan.warnings.find((warning) => !warning.startsWith(`${path}: `));
    if (named !== undefined) throw new Error(`does not name its file: ${named}`);
    read = { ...scan, warnings: scan.warnings.map((warning) => warning.slice(path.length + 2)) };
  });
  if (!read) throw new Error("nothing was read");
  return read;
}
