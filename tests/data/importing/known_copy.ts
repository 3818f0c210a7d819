/**
 * A scan of which everything is known, to be written in the ways of others.
 *
 * @module
 */
import {
  complexArray,
  createImportPayload,
  type ImportedScan,
  type ImportInput,
  importScan,
  type NpyArray,
  readNpz,
  realArray,
  simulateScan,
  type WritableArray,
  writeNpz,
} from "@exitwave/exitwave";
import { assertAlmostEquals, assertEquals } from "@std/assert";

/** Patterns of the scan. */
export const COUNT = 24;
/** Their side. */
export const SIDE = 64;

/** Counts, positions and parts. */
export interface KnownScan {
  /** Photons, (24, 64, 64), DC in the middle. */
  readonly counts: Uint16Array<ArrayBuffer>;
  /** Patch centres in object pixels. */
  readonly x: Float64Array<ArrayBuffer>;
  readonly y: Float64Array<ArrayBuffer>;
  /** What is beside: probe and object. */
  readonly parts: Readonly<Record<string, WritableArray>>;
}

/** Makes the scan. */
export function knownScan(photons = 2e4): KnownScan {
  const { amplitude, x, y, probe, object } = simulateScan({ patchSize: SIDE, patterns: COUNT, photons, seed: 5 });
  const counts = Uint16Array.from(amplitude, (value) => Math.round(value ** 2));
  return {
    ...{ counts, x: Float64Array.from(x), y: Float64Array.from(y) },
    parts: {
      probe: complexArray(probe, [SIDE, SIDE]),
      ...(object && { object: complexArray(object, [object.height, object.width]) }),
    },
  };
}

/** Fields that say what is what in {@link writeCopy}'s files. */
export const NAMED: ImportInput = {
  ...{ patterns: "frames", xPositions: "across", yPositions: "down", units: "px", positionReference: "centre" },
  ...{ probe: "probe", object: "none" },
};

/** Writes a copy: the known scan with some arrays in place of its own; null leaves one out. */
export async function writeCopy(
  path: string,
  scan: KnownScan,
  change: Readonly<Record<string, WritableArray | null>> = {},
): Promise<void> {
  const arrays: Record<string, WritableArray | null> = {
    frames: realArray(scan.counts, [COUNT, SIDE, SIDE]),
    ...{ across: realArray(scan.x), down: realArray(scan.y) },
    ...scan.parts,
    ...change,
  };
  const kept = Object.entries(arrays).filter((entry): entry is [string, WritableArray] => entry[1] !== null);
  await writeNpz(path, Object.fromEntries(kept));
}

/** What was made of a copy. */
export interface Imported {
  readonly result: ImportedScan;
  readonly arrays: ReadonlyMap<string, NpyArray>;
}

/** Imports files of a directory. */
export async function importCopy(
  directory: string,
  files: readonly string[],
  fields: ImportInput = {},
): Promise<Imported> {
  const section = { ...NAMED, files: files.map((file) => `${directory}/${file}`), ...fields };
  const path = `${directory}/imported.npz`;
  const result = await importScan(createImportPayload({ import: section }), path);
  return { result, arrays: await readNpz(path) };
}

/** Real elements of an array. */
export function numbers({ arrays }: Pick<Imported, "arrays">, key: string): ArrayLike<number> {
  const array = arrays.get(key);
  return array?.kind === "real" ? array.data : [];
}

/** The scan as it was: amplitudes to the bit, positions to rounding. */
export function assertKnown(imported: Imported, scan: KnownScan): void {
  const diffraction = imported.arrays.get("diffraction");
  assertEquals([diffraction?.dtype, diffraction?.shape], ["f4", [COUNT, SIDE, SIDE]]);
  assertEquals(numbers(imported, "diffraction"), Float32Array.from(scan.counts, Math.sqrt));
  assertPlaces(imported, scan);
}

/** Positions to rounding. */
export function assertPlaces(imported: Imported, { x, y }: Pick<KnownScan, "x" | "y">): void {
  for (const [key, expected] of [["xcoords", x], ["ycoords", y]] as const) {
    const found = numbers(imported, key);
    assertEquals(found.length, expected.length);
    expected.forEach((value, i) => assertAlmostEquals(found[i] ?? NaN, value, 1e-9, `${key} ${i}`));
  }
}
