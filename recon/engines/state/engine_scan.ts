/**
 * A scan as engines see it: patterns by their number, positions in object pixels, a mask, and a probe in the unit of the
 * patterns, √counts, so that an object of 1 diffracts as much as was measured.
 *
 * @module
 */
import type { ComplexImage } from "../../../data/complex_image.ts";
import { objectPixelOf, type PixelSize } from "../../../data/experiment.ts";
import { heldFrames } from "../../../data/frames/frames.ts";
import { type Masks, masksOf, readMasks, validShares } from "../../../data/frames/masks.ts";
import { patternStatistics } from "../../../data/frames/pattern_statistics.ts";
import type { Positions } from "../../../data/positions.ts";
import { range } from "../../../data/random/random.ts";
import { normalizeProbe } from "../../../data/scaling.ts";
import { type OpenScan, probeModesOf, type Scan } from "../../../data/scan.ts";
import { orthogonalModes } from "../../../data/arrays/orthogonal_modes.ts";

/** What an engine needs of a scan of M patterns of N × N pixels. */
export interface EngineScan {
  /** Side N of a pattern, of the probe, and of an object patch, in pixels; even. */
  readonly patchSize: number;
  /** Patterns M. */
  readonly count: number;
  /** (M) centres of patches, columns x and rows y, in object pixels: the patch at c covers [c − N/2, c + N/2). */
  readonly positions: Positions;
  /**
   * Reads patterns, from memory or a file.
   *
   * @param indices B numbers of patterns.
   * @returns Amplitudes (B, N, N), √counts, DC at [N/2, N/2]; masked pixels are 0. They are lent until the next call.
   */
  readonly amplitudes: (indices: Int32Array) => Float32Array;
  /** Which pixels were measured, by the number of the pattern; null where all were. */
  readonly masks: Masks | null;
  /** Modes of the probe, N × N each, in √counts: Σ |P|² over pixels and modes is the mean energy of a pattern. */
  readonly probe: readonly ComplexImage[];
  /** Height and width of an object pixel in metres; left out where they are not known. */
  readonly pixelSize?: PixelSize;
}

/**
 * A whole scan for an engine. Modes of its probe are made orthogonal and sorted by power, and scaled together so that an
 * object of amplitude 1 diffracts as much into measured pixels as was measured there.
 *
 * @param scan The scan; where its patterns are read from a file, it must stay open.
 * @throws {RangeError} If the probe is zero, or all its light falls on masked pixels.
 */
export function engineScan(scan: Scan | OpenScan): EngineScan {
  const { count, patchSize, x, y, experiment } = scan;
  const held = scan.amplitude !== undefined;
  const masks = held ? scan.mask && masksOf(scan.mask, patchSize) : scan.masks;
  const frames = held ? heldFrames(scan.amplitude, patchSize) : scan.frames;
  const { energies } = held ? patternStatistics(frames, masks) : scan.statistics;
  const pixelSize = objectPixelOf(experiment, patchSize);
  // New memory for every batch would take longer than to fill it.
  let room = new Float32Array();
  return {
    ...{ patchSize, count, positions: { x, y }, masks },
    amplitudes: (indices) => {
      const length = indices.length * patchSize ** 2;
      if (room.length !== length) room = new Float32Array(length);
      frames.read(indices, room);
      return withoutMasked(room, masks, indices);
    },
    probe: normalizeProbe(orthogonalModes(probeModesOf(scan)), {
      config: { probeNormalize: "energy", probeScale: 1 },
      mask: new Float32Array(patchSize ** 2).fill(1),
      inputEnergy: energies.reduce((sum, energy) => sum + energy, 0) / count,
      validShares: validShares(masks, range(count)),
    }),
    ...(pixelSize && { pixelSize }),
  };
}

// --- internal ---

function withoutMasked(images: Float32Array, masks: Masks | null, numbers: Int32Array): Float32Array {
  if (!masks) return images;
  readMasks(masks, numbers).forEach((valid, p) => {
    if (valid === 0) images[p] = 0;
  });
  return images;
}
