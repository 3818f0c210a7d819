/**
 * Real probes, objects and positions for simulations, from files that need not be whole scans.
 *
 * @module
 */
import { foreignHint } from "../checks/foreign_names.ts";
import { positionWarnings, requireCoordinates } from "../checks/positions.ts";
import type { ComplexImage } from "../complex_image.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { openArrays } from "../formats/open/open_arrays.ts";
import { nameList } from "../../config/values/printable.ts";
import { checkFinite, checkImage } from "../scan.ts";
import { type ObjectKey, readAxis, readProbe, requireObject } from "../scan_arrays.ts";
import type { Positions } from "../positions.ts";

/** What a file holds of a simulation: options of {@link simulateScan}. */
export interface SimulationSource {
  /** Probe, N × N. */
  readonly probe?: ComplexImage;
  /** Object. */
  readonly object?: ComplexImage;
  /** Patch centres in object pixels. */
  readonly positions?: Positions;
  /** What was left out or looks wrong, one sentence each. */
  readonly warnings: readonly string[];
}

/** What a simulation takes from files. */
export const SOURCE_PARTS = ["probe", "object", "positions"] as const;

/**
 * Reads `probeGuess`, `objectGuess` (or `object`, as a reconstruction has it), and `xcoords` with `ycoords`, as far as the
 * file has them.
 *
 * @param path NPZ file.
 * @param parts What is wanted; what is wrong with the rest of the file does not matter.
 * @returns What was found.
 * @throws {Error} If the file cannot be read, or has none of them.
 * @throws {TypeError} If one has the wrong type or shape, or the object is not finite.
 * @throws {RangeError} If another value is not finite, or a coordinate beyond ±2³¹.
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
export async function loadSimulationSource(
  path: string,
  parts: readonly ("probe" | "object" | "positions")[] = SOURCE_PARTS,
): Promise<SimulationSource> {
  await using file = await openArrays(path);
  const warnings: string[] = [];
  const key = OBJECT_KEYS.find((name) => file.has(name));
  const present = { probe: file.has("probeGuess"), object: key !== undefined, positions: hasPositions(file) };
  if (!Object.values(present).includes(true)) {
    const found = file.keys.length ? `found ${nameList(file.keys)}` : "it has no arrays";
    const hint = foreignHint(file.keys);
    throw new Error(
      `Cannot simulate from ${path} as it has no probeGuess, no objectGuess or object, and no xcoords with ycoords: ${found}` +
        (hint === null ? "" : `; ${hint}`),
    );
  }
  const reads = (part: typeof SOURCE_PARTS[number]): boolean => present[part] && parts.includes(part);
  const source = {
    ...(reads("probe") && { probe: (await readProbe(file, { patchSize: null, warnings })).probe }),
    ...(reads("object") && { object: await requireObject(file, key) }),
    ...(reads("positions") &&
      { positions: { x: await readAxis(file, "xcoords"), y: await readAxis(file, "ycoords") } }),
  };
  checkSource(source, `Cannot simulate from ${path} as`);
  if (source.positions) {
    warnings.push(...positionWarnings({ ...source.positions, patchSize: source.probe?.height ?? null }));
  }
  return { ...source, warnings: warnings.map((warning) => `${path}: ${warning}`) };
}

// --- internal ---

const OBJECT_KEYS: readonly ObjectKey[] = ["objectGuess", "object"];

function hasPositions(file: ArrayFile): boolean {
  return file.has("xcoords") && file.has("ycoords");
}

function checkSource({ probe, object, positions }: Omit<SimulationSource, "warnings">, place: string): void {
  if (probe) checkImage("probe", probe, place);
  if (object) checkImage("object", object, place);
  if (!positions) return;
  checkFinite("x coordinate", positions.x, place);
  checkFinite("y coordinate", positions.y, place);
  requireCoordinates("x coordinate", positions.x, place);
  requireCoordinates("y coordinate", positions.y, place);
}
