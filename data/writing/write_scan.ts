/**
 * Writing scans, from memory or as their patterns come, in the format that the ending of the file names.
 *
 * @module
 */
import { printable } from "../../config/values/printable.ts";
import { sweepTemporariesOf } from "../formats/atomic_write.ts";
import { dataset, group } from "../formats/hdf5_writing/hdf5_tree.ts";
import { writeHdf5 } from "../formats/hdf5_writing/write_hdf5.ts";
import { realArray, type WritableArray } from "../formats/npy_encode.ts";
import { type StreamedArray, streamedArray } from "../formats/streamed_array.ts";
import { writeNpz } from "../formats/write_npz.ts";
import { checkScan, type ScanContent } from "../scan.ts";
import { arraysBesidePatterns, type ScanWithoutPatterns } from "./arrays_beside_patterns.ts";
import type { ScanStream } from "./scan_stream.ts";
import { writeCxi } from "./write_cxi.ts";

/**
 * Writes a scan, atomically: `diffraction` (amplitudes), the probe, positions, and all else that is known of it, in the
 * format that the ending names, as {@link writeScanStream}.
 *
 * @param path Where to write; an existing file is replaced.
 * @param scan The scan.
 * @throws {RangeError} If the scan is not valid, or the ending names no format.
 * @throws {Error} If the file cannot be written.
 * @example
 * ```ts
 * import { openNpz, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assert } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeScan(path, simulateScan({ patchSize: 16, patterns: 4 }));
 * using file = await openNpz(path);
 * assert(file.has("diffraction") && file.has("probeGuess"));
 * await Deno.remove(path);
 * ```
 */
export async function writeScan(path: string, scan: ScanContent): Promise<void> {
  checkScan(scan, path);
  const { count, patchSize, amplitude, mask, ...rest } = scan;
  const image = [patchSize, patchSize];
  await writeScanStream(path, {
    ...{ ...rest, count, patchSize },
    mask: mask ? realArray(mask, mask.length === patchSize ** 2 ? image : [count, ...image]) : null,
    patterns: streamedArray({ dtype: "f4", shape: [count, patchSize, patchSize] }, heldRows(amplitude, scan)),
    measurement: "amplitude",
  });
}

/**
 * Writes a scan as its patterns come, atomically, in the memory of a few of them: as NPZ where the name ends in `.npz` or
 * has no ending; as HDF5 with datasets of the same names where it ends in `.h5` or `.hdf5`; as CXI where it ends in `.cxi`.
 *
 * @param path Where to write; an existing file is replaced.
 * @param scan The scan. Its patterns and masks are not looked at.
 * @throws {RangeError} If the ending names no format, the arrays do not fit each other, or CXI is wanted, whose positions
 * are metres, and the size of an object pixel is not known.
 * @throws {Error} If the file cannot be written. What the source of the patterns throws.
 * @example
 * ```ts
 * import { openScan, realArray, simulateScan, streamedArray, writeScan, writeScanStream } from "@exitwave/exitwave";
 *
 * const directory = await Deno.makeTempDir();
 * await writeScan(`${directory}/all.npz`, simulateScan({ patchSize: 16, patterns: 4 }));
 * using scan = await openScan(`${directory}/all.npz`, { frameCache: 0 });
 * async function* brighter() {
 *   const image = new Float32Array(16 * 16);
 *   for (let number = 0; number < scan.count; number++) {
 *     scan.frames.read(Int32Array.of(number), image);
 *     yield realArray(image.map((amplitude) => 2 * amplitude), [1, 16, 16]);
 *   }
 * }
 * const patterns = streamedArray({ dtype: "f4", shape: [scan.count, 16, 16] }, brighter());
 * await writeScanStream(`${directory}/brighter.npz`, { ...scan, patterns, measurement: "amplitude" });
 * await Deno.remove(directory, { recursive: true });
 * ```
 */
export async function writeScanStream(path: string, scan: ScanStream): Promise<void> {
  const write = scanWriter(path);
  requireFitting(scan, path);
  await sweepTemporariesOf(path);
  await write(path, scan);
}

/**
 * Refuses a name whose ending is of no format: before work is done whose result could not be written.
 *
 * @param path Where a scan shall be written.
 * @throws {RangeError} If no scan can be written under that name.
 */
export function requireScanName(path: string): void {
  scanWriter(path);
}

// --- internal ---

type ScanWriter = (path: string, scan: ScanStream) => Promise<void>;

/** What writes files of an ending. */
const WRITERS: ReadonlyMap<string, ScanWriter> = new Map([
  ["", writeScanNpz],
  [".npz", writeScanNpz],
  [".h5", writeScanHdf5],
  [".hdf5", writeScanHdf5],
  [".cxi", writeCxi],
]);

function writeScanNpz(path: string, scan: ScanStream): Promise<void> {
  return writeNpz(path, scanArrays(scan));
}

function scanWriter(path: string): ScanWriter {
  const [ending = ""] = /\.[^./\\]*$/.exec(path) ?? [];
  const writer = WRITERS.get(ending.toLowerCase());
  if (writer) return writer;
  throw new RangeError(
    `Cannot write scan ${path} as its ending must be one of ${[...WRITERS.keys()].filter(Boolean).join(", ")}: ` +
      `current value is ${printable(ending)}`,
  );
}

async function writeScanHdf5(path: string, scan: ScanStream): Promise<void> {
  const datasets = Object.entries(scanArrays(scan)).map(([name, array]) => [name, dataset(array)] as const);
  await writeHdf5(path, group(Object.fromEntries(datasets)));
}

/** All arrays of a scan's file. */
function scanArrays(scan: ScanStream): Record<string, WritableArray | StreamedArray> {
  const { patterns, measurement, mask } = scan;
  return { diffraction: patterns, ...(mask ? { mask } : {}), ...arraysBesidePatterns(scan, measurement) };
}

function requireFitting({ count, patchSize, patterns, mask, x, y }: ScanStream, path: string): void {
  const place = `Cannot write scan ${path} as`;
  const wanted = [count, patchSize, patchSize].join();
  if (patterns.shape.join() !== wanted) {
    throw new RangeError(`${place} its patterns must be of shape (${wanted}): it is (${patterns.shape})`);
  }
  if (mask && mask.shape.join() !== wanted && mask.shape.join() !== [patchSize, patchSize].join()) {
    throw new RangeError(`${place} its mask must be of the shape of a pattern, or of all: it is (${mask.shape})`);
  }
  if (x.length !== count || y.length !== count) {
    throw new RangeError(`${place} it has ${count} patterns: of x there are ${x.length}, of y ${y.length} coordinates`);
  }
}

/** A scan in memory, some patterns at a time. */
async function* heldRows(
  amplitude: Float32Array,
  { count, patchSize }: ScanWithoutPatterns,
): AsyncGenerator<WritableArray> {
  const pixels = patchSize * patchSize;
  const step = Math.max(1, Math.floor((1 << 20) / pixels));
  for (let from = 0; from < count; from += step) {
    const rows = amplitude.subarray(from * pixels, (from + step) * pixels);
    yield await Promise.resolve(realArray(rows, [rows.length / pixels, patchSize, patchSize]));
  }
}
