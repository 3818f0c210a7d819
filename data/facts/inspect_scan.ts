/**
 * What the configuration needs to know of a scan, without reading it.
 *
 * @module
 */
import { openArrays } from "../formats/open/open_arrays.ts";
import { scanLayout } from "../scan_layout.ts";
import { scanPhotons } from "../scan_metadata.ts";
import { readMeasurement } from "../scan_notes.ts";

/** The facts of a scan that its headers tell. */
export interface ScanFacts {
  /** Side N of a pattern in pixels. */
  readonly patchSize: number;
  /** Mean photons of a pattern, if the file's metadata say. */
  readonly photons: number | null;
  /** Patterns M. */
  readonly count: number;
  /** What the file says that its patterns are; null where it does not. */
  readonly measurement: "amplitude" | "intensity" | null;
}

/**
 * Reads the headers of a scan; patterns are not read.
 *
 * @param path NPZ file with `diffraction` or `diff3d`.
 * @returns Its facts.
 * @throws {Error} If it cannot be read, or has no diffraction.
 * @throws {TypeError} If the diffraction is no stack of square patterns of real numbers.
 * @throws {RangeError} If it says that its patterns are neither amplitudes nor intensities.
 * @example
 * ```ts
 * import { inspectScan, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeScan(path, simulateScan({ patchSize: 16, patterns: 4, photons: 1e4 }));
 * assertEquals(await inspectScan(path), { patchSize: 16, photons: 1e4, count: 4, measurement: "amplitude" });
 * await Deno.remove(path);
 * ```
 */
export async function inspectScan(path: string): Promise<ScanFacts> {
  await using file = await openArrays(path);
  const { patchSize, count } = await scanLayout(file);
  const { photons } = await scanPhotons(file);
  return { patchSize, photons, count, measurement: await readMeasurement(file) };
}
