/**
 * The patterns of a scan that an engine is run on: those within the bounds, with light, less those that a subsample leaves
 * out. They are not copied.
 *
 * @module
 */
import type { ReconstructionPayload } from "../../config/payload.ts";
import { takeRows } from "../../data/arrays/take_rows.ts";
import { darkPatterns } from "../../data/checks/dark_patterns.ts";
import type { Frames } from "../../data/frames/frames.ts";
import { frameMask, MaskBits, type Masks } from "../../data/frames/masks.ts";
import { takeStatistics } from "../../data/frames/pattern_statistics.ts";
import type { OpenScan } from "../../data/scan.ts";
import { usedModes } from "../../data/scaling.ts";
import { selectPatterns } from "../../data/select.ts";

/** A scan of the chosen patterns, and which they are. */
export interface ChosenPatterns {
  /** The scan: pattern k is number `numbers[k]` of the whole. */
  readonly scan: OpenScan;
  /** Numbers of the patterns in the whole scan, ascending. */
  readonly numbers: Int32Array;
}

/**
 * Chooses patterns and modes of the probe.
 *
 * @param scan The whole scan; it must stay open.
 * @param payload Which of it.
 * @throws {RangeError} If no pattern is left, or there are fewer modes or patterns than asked for.
 */
export function choosePatterns(scan: OpenScan, { data, engine }: ReconstructionPayload): ChosenPatterns {
  const dark = darkPatterns(scan.statistics.energies);
  const numbers = selectPatterns(scan, data, data.subsampleSeed ?? engine.seed, { dark });
  const probeModes = usedModes(scan, data);
  const [probe = scan.probe] = probeModes;
  const chosen = {
    ...scan,
    ...{ probe, probeModes, count: numbers.length },
    x: takeRows(scan.x, numbers, 1),
    y: takeRows(scan.y, numbers, 1),
    frames: takeFrames(scan.frames, numbers),
    masks: takeMasks(scan.masks, numbers),
    statistics: takeStatistics(scan.statistics, numbers),
  };
  return { scan: chosen, numbers };
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

function takeMasks(masks: Masks | null, numbers: Int32Array): Masks | null {
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
