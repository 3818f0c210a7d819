/**
 * Reading which pixels of a scan's patterns are valid: the key `mask`, one for all patterns or one for each.
 *
 * @module
 */
import { maskWarnings, requireMaskValues, requireValidPixels } from "./checks/mask_values.ts";
import { shapeText } from "../config/values/printable.ts";
import type { ArrayFile } from "./formats/array_file.ts";
import { MaskBits, type Masks, readMasks } from "./frames/masks.ts";
import type { ScanLayout } from "./scan_layout.ts";

/** Name of the mask in a scan's file. */
export const MASK_KEY = "mask";

/**
 * Reads the mask, (N, N) or of the shape of the patterns: 1 where a pixel is valid, 0 where it is not.
 *
 * @param file The file.
 * @param layout Where the patterns lie.
 * @param warnings Gets a sentence where it seems to be the wrong way round.
 * @returns Masks in memory that threads share; null where the file has none.
 * @throws {TypeError} If it is of the wrong type or shape.
 * @throws {RangeError} If it holds anything but 0 and 1, or leaves no pixel.
 */
export async function readMask(file: ArrayFile, layout: ScanLayout, warnings: string[]): Promise<Masks | null> {
  if (!file.has(MASK_KEY)) return null;
  const place = `Cannot use scan ${file.path} as`;
  const { shape } = await file.header(MASK_KEY);
  const { count, patchSize, patternsLast } = layout;
  const pixels = patchSize * patchSize;
  const each = patternsLast ? [patchSize, patchSize, count] : [count, patchSize, patchSize];
  const shared = isShape(shape, [patchSize, patchSize]);
  if (!shared && !isShape(shape, each)) {
    throw new TypeError(
      `${place} its mask must be ${shapeText([patchSize, patchSize])} or ${
        shapeText(each)
      }, as the patterns are: its ` +
        `shape is ${shapeText(shape)}`,
    );
  }
  const mask = new MaskBits(shared ? 1 : count, pixels);
  let [offset, valid] = [0, 0];
  for await (const rows of file.rows(MASK_KEY)) {
    if (rows.kind !== "real") {
      throw new TypeError(`${place} its mask must hold 0 and 1: its element type is ${rows.dtype}`);
    }
    requireMaskValues(rows.data, place, offset);
    for (let i = 0; i < rows.data.length; i++, offset++) {
      if (rows.data[i] === 0) continue;
      valid++;
      if (patternsLast && !shared) mask.setValid(offset % count, Math.floor(offset / count));
      else mask.setValid(Math.floor(offset / pixels), offset % pixels);
    }
  }
  requireValidPixels(valid, offset, place);
  warnings.push(...maskWarnings(valid, offset));
  const masks = { patchSize, shared: null, bits: mask.bytes };
  return shared ? { patchSize, shared: readMasks(masks, Int32Array.of(0)), bits: null } : masks;
}

// --- internal ---

function isShape(shape: readonly number[], wanted: readonly number[]): boolean {
  return shape.length === wanted.length && shape.every((length, axis) => length === wanted[axis]);
}
