/**
 * Writing a scan as an NPZ file of PtychoPINN's data contract.
 *
 * @module
 */
import { complexArray, realArray, textScalar, type WritableArray } from "./formats/npy_encode.ts";
import { checkScan, type ScanContent } from "./scan.ts";
import { writeNpz } from "./formats/write_npz.ts";

/**
 * Writes a scan, atomically: `diffraction` (amplitudes), `probeGuess`, `objectGuess` if there is one, `xcoords`,
 * `ycoords`, `scan_index`, and, where the photons are known, `_metadata` as JSON text.
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
  const { count, patchSize, probe, object } = scan;
  const arrays: Record<string, WritableArray> = {
    diffraction: realArray(scan.amplitude, [count, patchSize, patchSize]),
    probeGuess: complexArray(probe, [patchSize, patchSize]),
    xcoords: realArray(scan.x),
    ycoords: realArray(scan.y),
    scan_index: realArray(new Int32Array(count)),
  };
  if (object) arrays["objectGuess"] = complexArray(object, [object.height, object.width]);
  if (scan.photons !== null) arrays["_metadata"] = textScalar(metadata(patchSize, scan.photons));
  await writeNpz(path, arrays);
}

// --- internal ---

function metadata(patchSize: number, photons: number): string {
  return JSON.stringify({ schema_version: "1.0.0", physics_parameters: { nphotons: photons, N: patchSize } });
}
