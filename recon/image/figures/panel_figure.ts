/**
 * Several images of one size in rows, as one PNG file.
 *
 * @module
 */
import {
  type FigureSize,
  type GreyFigure,
  greyFigure,
  type GreyLevels,
  levelRows,
  type SizedLevels,
} from "./grey_figure.ts";

/**
 * Lays panels out in rows with white lines between them.
 *
 * @param rows Grey levels of each panel; the first row is at the top, and rows may be shorter than the first.
 * @param size Height and width of a panel.
 * @param leastSide Pixels are repeated until each side of a panel has this many.
 */
export function panelFigure(
  rows: readonly (readonly GreyLevels[])[],
  { height, width }: FigureSize,
  leastSide = 1,
): GreyFigure {
  const { levels, ...canvas } = panelLevels(rows, { height, width });
  const factor = Math.max(1, Math.ceil(leastSide / Math.min(height, width)));
  return greyFigure(levels, canvas, factor * Math.min(canvas.height, canvas.width));
}

/** The levels of {@link panelFigure}, a panel's pixel one of theirs. */
export function panelLevels(
  rows: readonly (readonly GreyLevels[])[],
  { height, width }: FigureSize,
): SizedLevels {
  const along = (length: number, panels: number): number => length * panels + GAP * (panels - 1);
  const canvas = { height: along(height, rows.length), width: along(width, rows[0]?.length ?? 0) };
  const panels = rows.map((row) => row.map((levels) => levelRows(levels, width)));
  const rowOf = (index: number): Uint8Array => {
    const levels = new Uint8Array(canvas.width).fill(255);
    const [below, inside] = [Math.floor(index / (height + GAP)), index % (height + GAP)];
    if (inside < height) panels[below]?.forEach((row, beside) => levels.set(row(inside), beside * (width + GAP)));
    return levels;
  };
  return { levels: rowOf, ...canvas };
}

// --- internal ---

/** White pixels between panels. */
const GAP = 4;
