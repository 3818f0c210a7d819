/**
 * Units of axes that are lengths.
 *
 * @module
 */
import type { PixelSize } from "../../../data/experiment.ts";
import type { Range } from "../drawing/axes/scale.ts";

/** A unit, and what a pixel is in it. */
export interface LengthUnit {
  /** Such as `µm`; `px` where the size of a pixel is not known. */
  readonly symbol: string;
  /** Units of a column. */
  readonly columns: number;
  /** Units of a row. */
  readonly rows: number;
}

/** The unit in which what is shown is some to some thousand long. */
export function lengthUnit(columns: Range, rows: Range, pixel: PixelSize | undefined): LengthUnit {
  if (!pixel) return { symbol: "px", columns: 1, rows: 1 };
  const longest = Math.max(pixel.width * (columns.high - columns.low), pixel.height * (rows.high - rows.low));
  const [symbol, metres] = UNITS.find(([, metres]) => longest >= 2 * metres) ?? ["pm", 1e-12];
  return { symbol, columns: pixel.width / metres, rows: pixel.height / metres };
}

// --- internal ---

const UNITS: readonly (readonly [string, number])[] = [["mm", 1e-3], ["µm", 1e-6], ["nm", 1e-9], ["pm", 1e-12]];
