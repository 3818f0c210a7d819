/**
 * How the axes of a detector lie in the frame of the scan, by the vectors from pixel to pixel.
 *
 * @module
 */
import type { ORIENTATIONS } from "../../../config/fields/import_section.ts";

/** What vectors say of a detector. */
export interface DetectorAxes {
  /** How positions (x, y) in the frame of the vectors become (column, row). */
  readonly orientation: (typeof ORIENTATIONS)[number];
  /** From row to row and from column to column, in the unit of the vectors. */
  readonly pixel: readonly [height: number, width: number];
  /** The same in words, such as `rows along −y, columns along −x`. */
  readonly words: string;
}

/**
 * Reads the vectors from row to row and from column to column.
 *
 * @param down From a pixel to that in the next row, (x, y) or (x, y, z).
 * @param across From a pixel to that in the next column.
 * @returns What they say; null where they do not lie along two different axes, to one part in five.
 */
export function detectorAxes(down: readonly number[], across: readonly number[]): DetectorAxes | null {
  const [row, column] = [mainAxis(down), mainAxis(across)];
  if (!row || !column || row.axis === column.axis) return null;
  // What lies along x comes of x: columns along y mean that x and y are swapped.
  const swap = column.axis === "y" ? "swap" : "";
  const flips = `${column.sign < 0 ? "x" : ""}${row.sign < 0 ? "y" : ""}`;
  const orientation = [swap, flips === "" ? "" : `flip_${flips}`].filter(Boolean).join("_") || "none";
  const said = ({ axis, sign }: MainAxis): string => `${sign < 0 ? "−" : ""}${axis}`;
  return {
    orientation: orientation as DetectorAxes["orientation"],
    pixel: [row.length, column.length],
    words: `rows along ${said(row)}, columns along ${said(column)}`,
  };
}

// --- internal ---

interface MainAxis {
  readonly axis: "x" | "y";
  readonly sign: number;
  readonly length: number;
}

function mainAxis([x = 0, y = 0, z = 0]: readonly number[]): MainAxis | null {
  const length = Math.hypot(x, y, z);
  const main = Math.abs(x) >= Math.abs(y) ? x : y;
  if (!(length > 0) || Math.abs(main) < 0.98 * length) return null;
  return { axis: main === x && Math.abs(x) >= Math.abs(y) ? "x" : "y", sign: Math.sign(main), length };
}
