/**
 * Some of the patterns of a scan as a scan of their own. They are not copied.
 *
 * @module
 */
import { takeRows } from "../arrays/take_rows.ts";
import type { Frames } from "../frames/frames.ts";
import { frameMask, MaskBits, type Masks } from "../frames/masks.ts";
import { takeStatistics } from "../frames/pattern_statistics.ts";
import type { OpenScan } from "../scan.ts";

/**
 * Takes patterns of a scan.
 *
 * @param scan The whole scan; it must stay open.
 * @param numbers Which patterns.
 * @returns A scan whose pattern k is number `numbers[k]` of the whole, and which is closed with the whole.
 */
export function takePatterns(scan: OpenScan, numbers: Int32Array): OpenScan {
  return {
    ...scan,
    count: numbers.length,
    x: takeRows(scan.x, numbers, 1),
    y: takeRows(scan.y, numbers, 1),
    frames: takeFrames(scan.frames, numbers),
    masks: takeMasks(scan.masks, numbers),
    statistics: takeStatistics(scan.statistics, numbers),
  };
}

/**
 * Masks of some patterns.
 *
 * @param masks Of the whole scan; null where all pixels are valid.
 * @param numbers Which patterns.
 * @returns Masks whose pattern k is number `numbers[k]`; one mask for all stays as it is.
 */
export function takeMasks(masks: Masks | null, numbers: Int32Array): Masks | null {
  if (!masks?.bits) return masks;
  const pixels = masks.patchSize ** 2;
  const bits = new MaskBits(numbers.length, pixels);
  numbers.forEach((number, place) =>
    frameMask(masks, number)?.forEach((valid, pixel) => {
      if (valid !== 0) bits.setValid(place, pixel);
    })
  );
  return { patchSize: masks.patchSize, shared: null, bits: bits.bytes };
}

// --- internal ---

/** Those of the whole, by other numbers; they are closed with the whole. */
function takeFrames(frames: Frames, numbers: Int32Array): Frames {
  return {
    count: numbers.length,
    patchSize: frames.patchSize,
    held: numbers.length === frames.count ? frames.held : null,
    read: (places, into) => frames.read(places.map((place) => numbers[place] ?? NaN), into),
    lend: () => null,
    [Symbol.dispose]: () => undefined,
  };
}
