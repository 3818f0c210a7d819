/**
 * Real probes, objects and positions for simulations, from files that need not be whole scans.
 *
 * @module
 */
import type { ComplexImage } from "./complex_image.ts";
import { readAxis, readObject, readProbe } from "./load_scan.ts";
import { openArrays } from "./formats/open_arrays.ts";
import { nameList } from "./formats/printable.ts";
import { checkFinite, checkImage } from "./scan.ts";
import type { Positions } from "./scan_grid.ts";

/** What a file holds of a simulation: options of {@link simulateScan}. */
export interface SimulationSource {
  /** Probe, N × N. */
  readonly probe?: ComplexImage;
  /** Object. */
  readonly object?: ComplexImage;
  /** Patch centres in object pixels. */
  readonly positions?: Positions;
  /** What was left out in reading, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads `probeGuess`, `objectGuess`, and `xcoords` with `ycoords`, as far as the file has them.
 *
 * @param path NPZ file.
 * @returns What was found.
 * @throws {Error} If the file cannot be read, or has none of them.
 * @throws {TypeError} If one has the wrong type or shape.
 * @throws {RangeError} If a value is not finite.
 * @example
 * ```ts
 * import { complexArray, loadSimulationSource, simulateScan, writeNpz } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * const { probe } = simulateScan({ patchSize: 16, patterns: 1 });
 * await writeNpz(path, { probeGuess: complexArray(probe, [16, 16]) });
 * const scan = simulateScan({ ...await loadSimulationSource(path), patterns: 4 });
 * assertEquals([scan.count, scan.patchSize], [4, 16]);
 * ```
 */
export async function loadSimulationSource(path: string): Promise<SimulationSource> {
  await using file = await openArrays(path);
  const warnings: string[] = [];
  const hasPositions = file.has("xcoords") && file.has("ycoords");
  if (!hasPositions && !file.has("probeGuess") && !file.has("objectGuess")) {
    const found = file.keys.length ? `found ${nameList(file.keys)}` : "it has no arrays";
    throw new Error(
      `Cannot simulate from ${path} as it has no probeGuess, no objectGuess, and no xcoords with ycoords: ${found}`,
    );
  }
  const source: SimulationSource = {
    ...(file.has("probeGuess") && { probe: await readProbe(file, null, warnings) }),
    ...(file.has("objectGuess") && { object: await readObject(file) }),
    ...(hasPositions && { positions: { x: await readAxis(file, "xcoords"), y: await readAxis(file, "ycoords") } }),
    warnings,
  };
  checkSource(source, `Cannot simulate from ${path} as`);
  return source;
}

// --- internal ---

function checkSource({ probe, object, positions }: SimulationSource, place: string): void {
  if (probe) checkImage("probe", probe, place);
  if (object) checkImage("object", object, place);
  if (positions) {
    checkFinite("x coordinate", positions.x, place);
    checkFinite("y coordinate", positions.y, place);
  }
}
