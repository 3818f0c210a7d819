/**
 * Diffraction patterns as images: what was measured, what a network predicts, and by how much they differ. Intensities
 * span decades, so their logarithm is shown.
 *
 * @module
 */
import { type GreyFigure, greyFigure } from "../image/figures/grey_figure.ts";
import { greyLevels, greyRange } from "../image/figures/grey_levels.ts";
import { rowsOf } from "../image/figures/image_rows.ts";
import type { RealImage } from "../../data/real_image.ts";

/** A pattern and its prediction, each N × N amplitudes in the same unit, row-major, DC in the centre. */
export interface PatternPair {
  /** As measured. */
  readonly observed: Float32Array;
  /** As predicted. */
  readonly predicted: Float32Array;
  /** 0 where a pixel was not measured, N × N; null where all were. */
  readonly mask: Uint8Array | null;
}

/** What is shown of a pattern and its prediction. */
export type PatternViews<T> = Readonly<Record<"observed" | "predicted" | "difference", T>>;

/**
 * Images of a pattern in log intensity.
 *
 * `observed` and `predicted` have one scale: black and white are percentiles 0.5 and 99.5 of what was measured where
 * there was any light. `difference` is predicted less observed: mid-grey is equal, white ten times too bright, black ten
 * times too dark; below the black of the others nothing is compared. Masked pixels are mid-grey in `observed` and
 * `difference`.
 *
 * @param pair The amplitudes.
 * @param size Side N.
 * @param leastSide Pixels are repeated until each side has this many.
 */
export function patternFigures(pair: PatternPair, size: number, leastSide = 1): PatternViews<GreyFigure> {
  const { observed, predicted, difference } = patternLevels(pair, size);
  const figure = (levels: Uint8Array): GreyFigure => greyFigure(levels, { height: size, width: size }, leastSide);
  return { observed: figure(observed), predicted: figure(predicted), difference: figure(difference) };
}

/** The grey levels of {@link patternFigures}, N × N each. */
export function patternLevels({ observed, predicted, mask }: PatternPair, size: number): PatternViews<Uint8Array> {
  const all = new Uint8Array(size * size).fill(1);
  const valid = mask ?? all;
  const measured = logIntensity(observed, size);
  const range = greyRange(
    rowsOf(measured),
    Uint8Array.from(observed, (amplitude, p) => Number(amplitude > 0) & (valid[p] ?? 0)),
  );
  const expected = logIntensity(predicted, size);
  const data = expected.data.map((value, p) => Math.max(value, range.low) - Math.max(measured.data[p] ?? 0, range.low));
  return {
    observed: greyLevels(rowsOf(measured), valid, range),
    predicted: greyLevels(rowsOf(expected), all, range),
    difference: greyLevels(rowsOf({ ...measured, data }), valid, { low: -1, high: 1 }),
  };
}

// --- internal ---

function logIntensity(amplitude: Float32Array, size: number): RealImage {
  return { height: size, width: size, data: Float64Array.from(amplitude, (value) => 2 * Math.log10(value)) };
}
