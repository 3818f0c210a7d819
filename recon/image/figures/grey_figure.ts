/**
 * Grey levels as a PNG file.
 *
 * @module
 */
import { joinedList } from "../../../data/arrays/joined_bytes.ts";
import { writePng } from "../../../data/formats/png/write_png.ts";

/** An image as a file. */
export interface GreyFigure {
  /** Height in pixels. */
  readonly height: number;
  /** Width in pixels. */
  readonly width: number;
  /** Bytes of an 8-bit grey PNG file. */
  readonly png: Uint8Array<ArrayBuffer>;
}

/** Height and width in pixels. */
export interface FigureSize {
  readonly height: number;
  readonly width: number;
}

/** Grey levels of an image, height × width, row-major, or what makes those of row i; 0 is black, 255 white. */
export type GreyLevels = Uint8Array | ((index: number) => Uint8Array);

/** Levels with their size. */
export interface SizedLevels extends FigureSize {
  readonly levels: GreyLevels;
}

/** Makes the levels of row i. */
export function levelRows(levels: GreyLevels, width: number): (index: number) => Uint8Array {
  return typeof levels === "function" ? levels : (i) => levels.subarray(i * width, (i + 1) * width);
}

/**
 * Writes grey levels as PNG, row 0 at the top.
 *
 * @param levels The levels.
 * @param size Height and width.
 * @param leastSide Pixels are repeated, equally often in both directions, until each side has this many.
 */
export function greyFigure(levels: GreyLevels, { height, width }: FigureSize, leastSide = 1): GreyFigure {
  const rowOf = levelRows(levels, width);
  const factor = Math.max(1, Math.ceil(leastSide / Math.min(height, width)));
  const large = { height: factor * height, width: factor * width };
  const row = factor === 1 ? rowOf : enlarged(rowOf, large.width, factor);
  return { ...large, png: joinedList([...writePng({ ...large, colour: "grey" }, row)]) };
}

// --- internal ---

function enlarged(rowOf: (index: number) => Uint8Array, width: number, factor: number): (index: number) => Uint8Array {
  return (index) => {
    const levels = rowOf(Math.floor(index / factor));
    const row = new Uint8Array(width);
    for (let j = 0; j < width; j++) row[j] = levels[Math.floor(j / factor)] ?? 0;
    return row;
  };
}
