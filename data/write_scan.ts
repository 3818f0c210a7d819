/**
 * Writing a scan as an NPZ file of PtychoPINN's data contract.
 *
 * @module
 */
import type { Measurement } from "./checks/pattern_array.ts";
import { type PixelSize, UNKNOWN_EXPERIMENT } from "./experiment.ts";
import { complexArray, realArray, textScalar, type WritableArray } from "./formats/npy_encode.ts";
import { checkScan, type ScanContent } from "./scan.ts";
import { NOTE_KEYS } from "./scan_notes.ts";
import { writeNpz } from "./formats/write_npz.ts";

/**
 * Writes a scan, atomically: `diffraction` (amplitudes) and {@link scanArrays}.
 *
 * @param path Where to write; an existing file is replaced.
 * @param scan The scan.
 * @throws {RangeError} If the scan is not valid.
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
 * ```
 */
export async function writeScan(path: string, scan: ScanContent): Promise<void> {
  checkScan(scan, path);
  const { count, patchSize, amplitude } = scan;
  await writeNpz(path, { diffraction: realArray(amplitude, [count, patchSize, patchSize]), ...scanArrays(scan) });
}

/** A scan without its patterns. */
export type ScanWithoutPatterns = Omit<ScanContent, "amplitude">;

/**
 * All arrays of a scan's file but its patterns, whatever the format: `probeGuess`, `xcoords`, `ycoords`, `scan_index`,
 * `measurement`, and what is known of `objectGuess`, `_metadata` (photons, as JSON text), `wavelength_m`,
 * `detector_distance_m`, `detector_pixel_size_m`, `object_pixel_size_m`, `frame_indices` and `provenance`.
 *
 * @param scan The scan, checked.
 * @param measurement What its patterns are written as.
 * @returns Arrays by their names, in the order of the file.
 */
export function scanArrays(
  scan: ScanWithoutPatterns,
  measurement: Measurement = "amplitude",
): Record<string, WritableArray> {
  const { count, patchSize, object, probe, probeModes = [probe], photons } = scan;
  const arrays: Record<string, WritableArray> = {
    probeGuess: probeArray(probeModes, patchSize),
    xcoords: realArray(scan.x),
    ycoords: realArray(scan.y),
    scan_index: realArray(new Int32Array(count)),
  };
  if (object) arrays["objectGuess"] = complexArray(object, [object.height, object.width]);
  if (photons !== null) arrays["_metadata"] = textScalar(metadata(patchSize, photons));
  return { ...arrays, [NOTE_KEYS.measurement]: textScalar(measurement), ...noteArrays(scan) };
}

// --- internal ---

function probeArray(modes: readonly ScanContent["probe"][], size: number): WritableArray {
  const joined = (part: "re" | "im"): Float32Array => {
    const values = new Float32Array(modes.length * size * size);
    modes.forEach((mode, index) => values.set(mode[part], index * size * size));
    return values;
  };
  const shape = modes.length === 1 ? [size, size] : [modes.length, size, size];
  return complexArray({ re: joined("re"), im: joined("im") }, shape);
}

function noteArrays({ experiment, frameIndices, provenance }: ScanWithoutPatterns): Record<string, WritableArray> {
  const arrays: Record<string, WritableArray> = {};
  const { wavelength, distance, detectorPixel, objectPixel } = experiment ?? UNKNOWN_EXPERIMENT;
  if (wavelength !== null) arrays[NOTE_KEYS.wavelength] = scalar(wavelength);
  if (distance !== null) arrays[NOTE_KEYS.distance] = scalar(distance);
  if (detectorPixel !== null) arrays[NOTE_KEYS.detectorPixel] = pixelArray(detectorPixel);
  if (objectPixel !== null) arrays[NOTE_KEYS.objectPixel] = pixelArray(objectPixel);
  if (frameIndices) arrays[NOTE_KEYS.frameIndices] = realArray(frameIndices);
  if (typeof provenance === "string") arrays[NOTE_KEYS.provenance] = textScalar(provenance);
  return arrays;
}

function scalar(value: number): WritableArray {
  return realArray(Float64Array.of(value), []);
}

function pixelArray({ height, width }: PixelSize): WritableArray {
  return realArray(Float64Array.of(height, width), [2]);
}

function metadata(patchSize: number, photons: number): string {
  return JSON.stringify({ schema_version: "1.0.0", physics_parameters: { nphotons: photons, N: patchSize } });
}
