/**
 * How a scan lies in an NPZ file: under which key, in which axis order, with which metadata. Read from headers alone,
 * by {@link inspectScan} and {@link loadScan} alike.
 *
 * @module
 */
import { nearestName } from "../config/nearest_name.ts";
import type { ArrayFile } from "./formats/array_file.ts";
import { pickledText } from "./formats/pickled_text.ts";

/** Where the diffraction is and what shape it has. */
export interface ScanLayout {
  readonly key: string;
  /** Patterns M. */
  readonly count: number;
  /** Side N of a pattern in pixels. */
  readonly patchSize: number;
  /** Axes are (N, N, M), the legacy order, instead of (M, N, N). */
  readonly patternsLast: boolean;
}

/** Photons of a pattern, by the metadata. */
export interface PhotonsFound {
  readonly photons: number | null;
  /** Why the metadata could not be read, if there are any. */
  readonly warning: string | null;
}

/**
 * Finds the diffraction. An array whose last two axes are equal is (M, N, N); otherwise one whose first two are equal is
 * (N, N, M).
 *
 * @throws {Error} If there is none; the message lists the keys found and the nearest name.
 * @throws {TypeError} If it is no stack of square patterns of real numbers.
 */
export async function scanLayout(file: ArrayFile): Promise<ScanLayout> {
  const key = findKey(file, ["diffraction", "diff3d"]);
  const { shape, dtype } = await file.header(key);
  if (dtype === "c8" || dtype === "c16" || dtype === "U" || dtype === "O") {
    throw new TypeError(`Cannot use scan ${file.path} as ${key} must be real numbers: its element type is ${dtype}`);
  }
  const [a, b, c] = shape;
  if (shape.length === 3 && a !== undefined && b !== undefined && c !== undefined) {
    if (b === c) return { key, count: a, patchSize: b, patternsLast: false };
    if (a === b) return { key, count: c, patchSize: a, patternsLast: true };
  }
  throw new TypeError(
    `Cannot use scan ${file.path} as ${key} must be square patterns of shape (M, N, N): its shape is (${
      shape.join(", ")
    })`,
  );
}

/**
 * The first of several names that the file has.
 *
 * @throws {Error} If it has none of them.
 */
export function findKey(file: ArrayFile, names: readonly string[]): string {
  const key = names.find((name) => file.has(name));
  if (key !== undefined) return key;
  const near = names.map((name) => nearestName(name, file.keys)).find((name) => name !== undefined);
  const found = file.keys.length ? `found ${file.keys.join(", ")}` : "it has no arrays";
  const hint = near === undefined ? "" : `; rename ${near} if that is it`;
  throw new Error(`Cannot use scan ${file.path} as it has no ${names.join(" or ")}: ${found}${hint}`);
}

/**
 * Photons of a pattern: `physics_parameters.nphotons` of the JSON in `_metadata`, a string array or PtychoPINN's pickled
 * string. Metadata that cannot be read are treated as absent.
 */
export async function scanPhotons(file: ArrayFile): Promise<PhotonsFound> {
  if (!file.has("_metadata")) return { photons: null, warning: null };
  try {
    const metadata: unknown = JSON.parse(await metadataText(file));
    const photons = member(member(metadata, "physics_parameters"), "nphotons");
    const usable = typeof photons === "number" && photons > 0 && Number.isFinite(photons);
    return { photons: usable ? photons : null, warning: null };
  } catch {
    return { photons: null, warning: "_metadata is no JSON text that can be read and was ignored" };
  }
}

// --- internal ---

async function metadataText(file: ArrayFile): Promise<string> {
  const array = await file.read("_metadata");
  if (array.kind === "text") return array.data[0] ?? "";
  return (array.kind === "object" ? pickledText(array.pickle) : null) ?? "";
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
