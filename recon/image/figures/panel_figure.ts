/**
 * Several images of one size in rows, as one PNG file.
 *
 * @module
 */
import { type GreyFigure, greyFigure } from "./grey_figure.ts";

/**
 * Lays panels out in rows with white lines between them.
 *
 * @param rows Grey levels of each panel, height × width, row-major; the first row is at the top, and rows may be shorter
 * than the first.
 * @param size Height and width of a panel.
 * @param leastSide Pixels are repeated until each side of a panel has this many.
 */
export function panelFigure(
  rows: readonly (readonly Uint8Array[])[],
  { height, width }: { readonly height: number; readonly width: number },
  leastSide = 1,
): GreyFigure {
  const along = (length: number, panels: number): number => length * panels + GAP * (panels - 1);
  const canvas = { height: along(height, rows.length), width: along(width, rows[0]?.length ?? 0) };
  const data = new Uint8Array(canvas.height * canvas.width).fill(255);
  rows.forEach((panels, below) =>
    panels.forEach((levels, beside) => {
      for (let i = 0; i < height; i++) {
        const to = (below * (height + GAP) + i) * canvas.width + beside * (width + GAP);
        data.set(levels.subarray(i * width, (i + 1) * width), to);
      }
    })
  );
  const factor = Math.max(1, Math.ceil(leastSide / Math.min(height, width)));
  return greyFigure(data, canvas, factor * Math.min(canvas.height, canvas.width));
}

// --- internal ---

/** White pixels between panels. */
const GAP = 4;
