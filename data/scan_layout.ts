/**
 * How a scan lies in a file: under which key, in which axis order. Read from headers alone, by {@link inspectScan} and
 * {@link loadScan} alike.
 *
 * @module
 */
import { nearestName } from "../config/values/nearest_name.ts";
import { foreignHint } from "./checks/foreign_names.ts";
import type { ArrayFile } from "./formats/array_file.ts";
import { nameList, printable, shapeText } from "../config/values/printable.ts";

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

/**
 * Finds the diffraction. An array whose last two axes are equal is (M, N, N); otherwise one whose first two are equal is
 * (N, N, M), unless there are as many positions as the first is long.
 *
 * @throws {Error} If there is none; the message lists the keys found and the nearest name.
 * @throws {TypeError} If it is no stack of square patterns of real numbers.
 */
export async function scanLayout(file: ArrayFile): Promise<ScanLayout> {
  const key = findKey(file, ["diffraction", "diff3d"]);
  const { shape, dtype } = await file.header(key);
  if (dtype === "c8" || dtype === "c16" || dtype === "U" || dtype === "S" || dtype === "O") {
    throw new TypeError(`Cannot use scan ${file.path} as ${key} must be real numbers: its element type is ${dtype}`);
  }
  const [a, b, c] = shape;
  if (shape.includes(0)) {
    throw new TypeError(
      `Cannot use scan ${file.path} as it has no patterns: the shape of ${key} is ${shapeText(shape)}`,
    );
  }
  if (shape.length === 3 && a !== undefined && b !== undefined && c !== undefined) {
    if (b === c) return { key, count: a, patchSize: b, patternsLast: false };
    if (a === b && !await hasPositions(file, a)) return { key, count: c, patchSize: a, patternsLast: true };
  }
  throw new TypeError(
    `Cannot use scan ${file.path} as ${key} must be square patterns of shape (M, N, N): its shape is ` +
      `${shapeText(shape)}${shapeRemedy(shape)}`,
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
  const found = file.keys.length ? `found ${nameList(file.keys)}` : "it has no arrays";
  const hint = near === undefined ? foreignHint(file.keys) : `rename ${printable(near)} if that is it`;
  throw new Error(`Cannot use scan ${file.path} as it has no ${names.join(" or ")}: ${found}; ${hint}`);
}

// --- internal ---

/** Whether the file has so many positions: then the first axis, of that length, counts the patterns. */
async function hasPositions(file: ArrayFile, count: number): Promise<boolean> {
  if (!file.has("xcoords")) return false;
  const { shape } = await file.header("xcoords");
  return shape.reduce((product, length) => product * length, 1) === count;
}

function shapeRemedy(shape: readonly number[]): string {
  const [height, width] = shape.slice(-2);
  if (height === undefined || width === undefined) return "";
  if (shape.length === 3) return "; crop them, or pad them with zeros, to a square around the direct beam";
  if (height !== width) return "";
  const count = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  return `; reshape it to (${count}, ${height}, ${width})`;
}
