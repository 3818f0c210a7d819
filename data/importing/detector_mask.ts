/**
 * The mask of a detector as files have it.
 *
 * @module
 */
import { printable, shapeText } from "../../config/values/printable.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { datasetOf } from "../layouts/contents/dataset_name.ts";
import { type PatternStack, patternStack } from "../study/patterns/pattern_stack.ts";

/** A mask: one of all frames, or one for each. */
export type DetectorMask =
  | { readonly kind: "one"; readonly valid: Uint8Array }
  | { readonly kind: "each"; readonly stack: PatternStack };

/**
 * Reads the mask of a detector.
 *
 * @param files The open files.
 * @param dataset (H, W), or (M, H, W) with a mask for each frame.
 * @param options The patterns, and what a good pixel has in the mask: 0, all else being bad, or 1, 0 being bad.
 * @throws {TypeError} If it has another size than the patterns, or is no numbers.
 */
export async function readDetectorMask(
  files: readonly ArrayFile[],
  dataset: string,
  { patterns, good }: { readonly patterns: PatternStack; readonly good: 0 | 1 },
): Promise<DetectorMask> {
  const { file, key } = datasetOf(files, dataset);
  const { shape, dtype } = await file.header(key);
  const place = `Cannot use ${printable(key)} of ${file.path} as mask as`;
  const size = shape.slice(-2);
  const count = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  const { height, width } = patterns;
  if (shape.length < 2 || size[0] !== height || size[1] !== width || (count !== 1 && count !== patterns.count)) {
    throw new TypeError(
      `${place} the patterns are ${patterns.count} of ${height} × ${width} pixels: its shape is ${shapeText(shape)}; ` +
        "name another with --mask, or --mask=none",
    );
  }
  if (count > 1) return { kind: "each", stack: await patternStack([{ file, key }], "first") };
  const array = await file.read(key);
  if (array.kind !== "real") throw new TypeError(`${place} it must be numbers: its element type is ${dtype}`);
  return { kind: "one", valid: Uint8Array.from(array.data, (value) => isValid(value, good) ? 1 : 0) };
}

/** Whether a mask's number says that a pixel is good. */
export function isValid(value: number, good: 0 | 1): boolean {
  return good === 0 ? value === 0 : value !== 0 && !Number.isNaN(value);
}
