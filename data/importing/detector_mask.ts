/**
 * The mask of a detector as files have it.
 *
 * @module
 */
import { printable, shapeText } from "../../config/values/printable.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { type Dataset, datasetOf, datasetsOf } from "../layouts/contents/dataset_name.ts";
import { type PatternStack, patternStack } from "../study/patterns/pattern_stack.ts";

/** A mask: one of all frames, or one for each. */
export type DetectorMask =
  | { readonly kind: "one"; readonly valid: Uint8Array }
  | { readonly kind: "each"; readonly stack: PatternStack };

/**
 * Reads the mask of a detector.
 *
 * @param files The open files.
 * @param dataset (H, W), or (M, H, W) with a mask for each frame, which several that a `*` joins may be together.
 * @param options The patterns, and what a good pixel has in the mask: 0, all else being bad, or 1, 0 being bad.
 * @throws {TypeError} If it has another size than the patterns, or is no numbers.
 */
export async function readDetectorMask(
  files: readonly ArrayFile[],
  dataset: string,
  { patterns, good }: { readonly patterns: PatternStack; readonly good: 0 | 1 },
): Promise<DetectorMask> {
  const datasets = datasetsOf(files, dataset);
  const shapes = await Promise.all(datasets.map(({ file, key }) => file.header(key)));
  const { height, width } = patterns;
  const count = shapes.reduce((sum, { shape }) => sum + imagesOf(shape), 0);
  for (const [i, { shape }] of shapes.entries()) {
    const fits = shape.length >= 2 && shape.at(-2) === height && shape.at(-1) === width;
    if (fits && (count === 1 || count === patterns.count)) continue;
    const all = datasets.length > 1 ? `, of ${datasets.length} that are ${count} masks in all` : "";
    throw new TypeError(
      `${placeOf(datasets[i])} the patterns are ${patterns.count} of ${height} × ${width} pixels: its shape is ` +
        `${shapeText(shape)}${all}; name another with --mask, or --mask=none`,
    );
  }
  if (count > 1) return { kind: "each", stack: await patternStack(datasets, "first") };
  const { file, key } = datasetOf(files, dataset);
  const array = await file.read(key);
  if (array.kind !== "real") {
    throw new TypeError(`${placeOf({ file, key })} it must be numbers: its element type is ${array.dtype}`);
  }
  return { kind: "one", valid: Uint8Array.from(array.data, (value) => isValid(value, good) ? 1 : 0) };
}

/** Whether a mask's number says that a pixel is good. */
export function isValid(value: number, good: 0 | 1): boolean {
  return good === 0 ? value === 0 : value !== 0 && !Number.isNaN(value);
}

// --- internal ---

function imagesOf(shape: readonly number[]): number {
  return shape.slice(0, -2).reduce((product, length) => product * length, 1);
}

function placeOf(dataset: Dataset | undefined): string {
  return `Cannot use ${printable(dataset?.key ?? "")} of ${dataset?.file.path} as mask as`;
}
