/**
 * What a scan's file holds beside its patterns, by the names of PtychoPINN's data contract and our own.
 *
 * @module
 */
import type { Measurement } from "../checks/pattern_array.ts";
import { type PixelSize, UNKNOWN_EXPERIMENT } from "../experiment.ts";
import { complexArray, realArray, textScalar, type WritableArray } from "../formats/npy_encode.ts";
import { probeModesOf, type ScanContent } from "../scan.ts";
import { probeArray } from "./probe_array.ts";
import { NOTE_KEYS, TRUTH_KEYS } from "../scan_notes.ts";

/** A scan without its patterns and their masks. */
export type ScanWithoutPatterns = Omit<ScanContent, "amplitude" | "mask">;

/**
 * All arrays of a scan's file but its patterns, whatever the format: `probeGuess`, `xcoords`, `ycoords`, `scan_index`,
 * `measurement`, and what is known of `objectGuess`, `_metadata` (photons, as JSON text), `wavelength_m`,
 * `detector_distance_m`, `detector_pixel_size_m`, `object_pixel_size_m`, `frame_indices`,
 * `provenance`, `xcoords_true`, `ycoords_true` and `probe_true`.
 *
 * @param scan The scan, checked.
 * @param measurement What its patterns are written as.
 * @returns Arrays by their names, in the order of the file.
 */
export function arraysBesidePatterns(
  scan: ScanWithoutPatterns,
  measurement: Measurement = "amplitude",
): Record<string, WritableArray> {
  const { count, patchSize, object, photons } = scan;
  const arrays: Record<string, WritableArray> = {
    probeGuess: probeArray(probeModesOf(scan), patchSize),
    xcoords: realArray(scan.x),
    ycoords: realArray(scan.y),
    scan_index: realArray(new Int32Array(count)),
  };
  if (object) arrays["objectGuess"] = complexArray(object, [object.height, object.width]);
  if (photons !== null) arrays["_metadata"] = textScalar(metadata(patchSize, photons));
  return { ...arrays, [NOTE_KEYS.measurement]: textScalar(measurement), ...noteArrays(scan) };
}

// --- internal ---

function noteArrays(scan: ScanWithoutPatterns): Record<string, WritableArray> {
  const { experiment, frameIndices, provenance, truth, patchSize } = scan;
  const arrays: Record<string, WritableArray> = {};
  const { wavelength, distance, detectorPixel, objectPixel } = experiment ?? UNKNOWN_EXPERIMENT;
  if (wavelength !== null) arrays[NOTE_KEYS.wavelength] = scalar(wavelength);
  if (distance !== null) arrays[NOTE_KEYS.distance] = scalar(distance);
  if (detectorPixel !== null) arrays[NOTE_KEYS.detectorPixel] = pixelArray(detectorPixel);
  if (objectPixel !== null) arrays[NOTE_KEYS.objectPixel] = pixelArray(objectPixel);
  if (frameIndices) arrays[NOTE_KEYS.frameIndices] = realArray(frameIndices);
  if (typeof provenance === "string") arrays[NOTE_KEYS.provenance] = textScalar(provenance);
  if (truth?.positions) {
    arrays[TRUTH_KEYS.x] = realArray(truth.positions.x);
    arrays[TRUTH_KEYS.y] = realArray(truth.positions.y);
  }
  if (truth?.probeModes) arrays[TRUTH_KEYS.probe] = probeArray(truth.probeModes, patchSize);
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
