/**
 * Real probes, objects and positions for simulations, from files that need not be whole scans.
 *
 * @module
 */
import { foreignHint } from "../checks/foreign_names.ts";
import { positionWarnings, requireCoordinates } from "../checks/positions.ts";
import type { ComplexImage } from "../complex_image.ts";
import type { Experiment } from "../experiment.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { openArrays } from "../formats/open/open_arrays.ts";
import { findProductPositions, readProductPositions } from "./product_positions.ts";
import { readObjectPixel } from "../object_pixel.ts";
import { nameList } from "../../config/values/printable.ts";
import { checkFinite, checkImage } from "../scan.ts";
import { type ObjectKey, readAxis, readProbe, requireObject } from "../scan_arrays.ts";
import { readExperiment } from "../scan_notes.ts";
import type { Positions } from "../positions.ts";
import type { GivenProbeRecipe } from "./probes/probe_recipe.ts";

/** What a file holds of a simulation: options of {@link simulateScan}. */
export interface SimulationSource {
  /** Probe, with all its modes. */
  readonly probe?: GivenProbeRecipe;
  /** Object. */
  readonly object?: ComplexImage;
  /** Patch centres in object pixels. */
  readonly positions?: Positions;
  /** What is known of the experiment that the probe is of. */
  readonly experiment?: Experiment;
  /** What was left out or looks wrong, one sentence each. */
  readonly warnings: readonly string[];
}

/** What a simulation takes from files. */
export const SOURCE_PARTS = ["probe", "object", "positions"] as const;

/**
 * Reads a probe (`probeGuess`, or `probe` of a product of ptychodus), an object (`objectGuess`, `object` or `psi`), and
 * positions (`xcoords` with `ycoords`, or those of a product, which are in metres there), as far as the file has them.
 *
 * @param path NPZ or HDF5 file.
 * @param parts What is wanted; what is wrong with the rest of the file does not matter.
 * @returns What was found.
 * @throws {Error} If the file cannot be read, or has none of them.
 * @throws {TypeError} If one has the wrong type or shape, or the object is not finite.
 * @throws {RangeError} If another value is not finite, a coordinate beyond ±2³¹, or positions are in metres and nothing
 * tells the size of an object pixel.
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
 * await Deno.remove(path);
 * ```
 */
export async function loadSimulationSource(
  path: string,
  parts: readonly ("probe" | "object" | "positions")[] = SOURCE_PARTS,
): Promise<SimulationSource> {
  await using file = await openArrays(path);
  const warnings: string[] = [];
  const [probeKey, objectKey] = [PROBE_KEYS, OBJECT_KEYS].map((keys) => keys.find((name) => file.has(name)));
  const readPositions = await positionsOf(file);
  if (probeKey === undefined && objectKey === undefined && !readPositions) {
    const found = file.keys.length ? `found ${nameList(file.keys)}` : "it has no arrays";
    throw new Error(
      `Cannot simulate from ${path} as it has no probeGuess or probe, no objectGuess, object or psi, and no xcoords ` +
        `with ycoords, nor a product's positions: ${found}; ${foreignHint(file.keys)}`,
    );
  }
  const source = {
    ...(probeKey !== undefined && parts.includes("probe") &&
      await readLight(file, { probe: probeKey, object: objectKey }, warnings)),
    ...(objectKey !== undefined && parts.includes("object") &&
      { object: await requireObject(file, objectKey as ObjectKey, warnings) }),
    ...(readPositions && parts.includes("positions") && { positions: await readPositions() }),
  };
  checkSource(source, `Cannot simulate from ${path} as`);
  if (source.positions) {
    warnings.push(...positionWarnings({ ...source.positions, patchSize: source.probe?.modes[0]?.height ?? null }));
  }
  return { ...source, warnings: warnings.map((warning) => `${path}: ${warning}`) };
}

// --- internal ---

const PROBE_KEYS = ["probeGuess", "probe"];
const OBJECT_KEYS: readonly ObjectKey[] = ["objectGuess", "object", "psi"];

/** Reads the positions of a scan or of a product; null where the file has none. */
async function positionsOf(file: ArrayFile): Promise<(() => Promise<Positions>) | null> {
  if (file.has("xcoords") && file.has("ycoords")) {
    return async () => ({ x: await readAxis(file, "xcoords"), y: await readAxis(file, "ycoords") });
  }
  const product = await findProductPositions(file);
  return product && (() => readProductPositions(file, product));
}

/** The probe, and the experiment where the file says anything of one. */
async function readLight(
  file: ArrayFile,
  names: { readonly probe: string; readonly object: string | undefined },
  warnings: string[],
): Promise<Pick<SimulationSource, "probe" | "experiment">> {
  const { probe, probeModes } = await readProbe(file, { patchSize: null, name: names.probe, warnings });
  const said = await readExperiment(file, { patchSize: probe.height, warnings });
  // ptychodus writes the size of a pixel beside both, or 0 beside one.
  const inProduct = await readObjectPixel(file, names.probe) ??
    await readObjectPixel(file, names.object ?? names.probe);
  const experiment = { ...said, objectPixel: said.objectPixel ?? inProduct };
  const isKnown = Object.values(experiment).some((value) => value !== null);
  return { probe: { kind: "given", modes: probeModes }, ...(isKnown && { experiment }) };
}

function checkSource({ probe, object, positions }: Omit<SimulationSource, "warnings">, place: string): void {
  probe?.modes.forEach((mode) => checkImage("probe", mode, place));
  if (object) checkImage("object", object, place);
  if (!positions) return;
  checkFinite("x coordinate", positions.x, place);
  checkFinite("y coordinate", positions.y, place);
  requireCoordinates("x coordinate", positions.x, place);
  requireCoordinates("y coordinate", positions.y, place);
}
