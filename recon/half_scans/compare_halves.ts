/**
 * How far two images agree that were made of halves of one scan.
 *
 * @module
 */
import type { PixelSize } from "../../data/experiment.ts";
import { ringCriteria } from "../figures/ring_criteria.ts";
import { align, type Aligned, type AlignOptions } from "../image/align.ts";
import { frc, type RingCorrelation } from "../image/frc.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { smoothRings } from "../image/smooth_rings.ts";

/** What is resolved by one criterion. */
export interface HalfScanResolution {
  /** The criterion: `half a bit`, `one bit`, `1/7` or `1/2`. */
  readonly criterion: string;
  /** Ring at which the smoothed correlation first falls below it (interpolated); null where it never does. */
  readonly radius: number | null;
  /** Full period of the finest detail in pixels: 2 where the correlation never falls below; null where nothing is resolved. */
  readonly period: number | null;
  /** The same in nanometres, by the longer side of a pixel; null where its size is not known, too. */
  readonly nm: number | null;
}

/** How far the halves agree. */
export interface HalfScanComparison extends Pick<Aligned, "region" | "shift"> {
  /** Fourier ring correlation of the two complex images. */
  readonly frc: RingCorrelation;
  /** The same without the noise of single rings, in which criteria are sought. */
  readonly smoothed: readonly number[];
  /** What each ring has to reach for half a bit of information a pixel. */
  readonly halfBit: readonly number[];
  /** What each ring has to reach for one bit. */
  readonly oneBit: readonly number[];
  /** What is resolved, by half a bit first: that is the one to quote. */
  readonly resolutions: readonly HalfScanResolution[];
  /** Height and width of a pixel in metres; null where it is not known. */
  readonly pixelSize: PixelSize | null;
}

/** Two images that were compared. */
export interface ComparedHalves {
  /** Both, the first as the truth. */
  readonly aligned: Aligned;
  /** How far they agree. */
  readonly comparison: HalfScanComparison;
}

/**
 * Compares the images of two halves, where both are covered: shift, global phase, ramp and scale, which each half has of its
 * own, are removed as `evaluate` does it, then rings are correlated under a window. Criteria are sought in the mean of
 * neighbouring rings, as both images have noise.
 *
 * Half a bit and one bit are thresholds for halves: of the signal-to-noise ratio that both halves have together, each has
 * half (van Heel & Schatz 2005, doi:10.1016/j.jsb.2005.05.009). So they tell what the whole scan resolves. A correlation
 * of 1/7 between halves is one of 1/2 between the whole and the truth (Rosenthal & Henderson 2003,
 * doi:10.1016/j.jmb.2003.07.013).
 *
 * @param images Those of both halves.
 * @param options How far the second may lie off, by the probe that it found.
 * @throws {RangeError} Where too little is covered by both.
 */
export function compareHalves(
  images: readonly [Reconstruction, Reconstruction],
  options: Pick<AlignOptions, "maxShift"> = {},
): ComparedHalves {
  const aligned = alignHalves(images, options);
  const { region, shift, pixelSize = null } = aligned;
  const rings = frc(aligned.reconstruction, aligned.truth);
  const smoothed = smoothRings(rings.curve);
  const criteria = ringCriteria({ curve: smoothed, side: rings.side });
  const resolutions = ORDER.map((criterion): HalfScanResolution => {
    const radius = criteria.find(({ name }) => name === criterion)?.ring ?? null;
    const period = radius === null ? 2 : radius === 0 ? null : rings.side / radius;
    const nm = pixelSize && period && 1e9 * Math.max(pixelSize.height, pixelSize.width) * period;
    return { criterion, radius, period, nm };
  });
  const thresholds = (criterion: string): readonly number[] =>
    criteria.find(({ name }) => name === criterion)?.thresholds ?? [];
  const [halfBit, oneBit] = [thresholds("half a bit"), thresholds("one bit")];
  return { aligned, comparison: { frc: rings, smoothed, halfBit, oneBit, resolutions, pixelSize, region, shift } };
}

// --- internal ---

/** Criteria of `ringCriteria`, the ones for halves first. */
const ORDER = ["half a bit", "one bit", "1/7", "1/2"] as const;

/** Shortest side of what is compared: of fewer rings nothing can be read. */
const LEAST_SIDE = 16;

function alignHalves(
  [first, second]: readonly [Reconstruction, Reconstruction],
  options: Pick<AlignOptions, "maxShift">,
): Aligned {
  try {
    const aligned = align(second, first, options);
    const side = Math.min(aligned.region.height, aligned.region.width);
    if (side >= LEAST_SIDE) return aligned;
    const { height, width } = aligned.region;
    throw new RangeError(
      `at least ${LEAST_SIDE} × ${LEAST_SIDE} px must be common: current value is ${height} × ${width}`,
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(
      `Cannot compare the halves of the scan as both must cover a part of the field, without holes: ${error.message}`,
      { cause: error },
    );
  }
}
