/**
 * The canvas on which patches are placed: its frame follows from the scan positions alone, so that it is known before
 * the first patch is.
 *
 * @module
 */

import { requireMemory } from "../../data/checks/memory.ts";

/** Frame of a canvas on the pixel grid of the scan. */
export interface Canvas {
  readonly height: number;
  readonly width: number;
  /** Scan coordinate of pixel [0, 0]; whole numbers. */
  readonly origin: { readonly y: number; readonly x: number };
}

/** What surrounds the positions. */
export interface CanvasOptions {
  /** Side of the square that is placed at each position, in pixels. */
  readonly crop: number;
  /** Empty border, in pixels. */
  readonly padding: number;
}

/**
 * Smallest canvas that holds a `crop` × `crop` square [c − crop/2, c + crop/2) around every position c, and a border.
 *
 * @param x Columns of the patch centres, in object pixels.
 * @param y Rows of the patch centres, in object pixels.
 * @returns Size and integer origin.
 * @throws {RangeError} Where there are no positions, a position is not finite, or there is not the memory to stitch on the canvas.
 */
export function fitCanvas(x: ArrayLike<number>, y: ArrayLike<number>, { crop, padding }: CanvasOptions): Canvas {
  if (x.length !== y.length || x.length === 0) {
    throw new RangeError(
      `Cannot stitch patches as each needs a column and a row: current value is ${x.length} columns, ${y.length} rows`,
    );
  }
  const across = extent(x, crop, padding);
  const down = extent(y, crop, padding);
  requireRoom(down.size, across.size);
  return { height: down.size, width: across.size, origin: { y: down.start, x: across.start } };
}

// --- internal ---

/** A 16384 × 16384 object. More than that is a mistake of units. */
const MOST_PIXELS = 2 ** 28;

/** Stitching holds, for each pixel of the canvas, three sums in double precision, a complex value, and a byte of the mask. */
const BYTES_A_PIXEL = 3 * 8 + 8 + 1;

function requireRoom(height: number, width: number): void {
  const size = `${height} × ${width} px`;
  const hint = "scan coordinates must be in object pixels; data.xBounds and data.yBounds choose a part of the scan";
  if (height * width > MOST_PIXELS) {
    throw new RangeError(
      `Cannot stitch patches as the canvas would have more than ${MOST_PIXELS} pixels: current value is ${size} (${hint})`,
    );
  }
  requireMemory(height * width * BYTES_A_PIXEL, "Cannot stitch patches as", `a canvas of ${size}`, hint);
}

function extent(centres: ArrayLike<number>, crop: number, padding: number): { start: number; size: number } {
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < centres.length; i++) {
    const centre = centres[i] ?? NaN;
    if (!Number.isFinite(centre)) {
      throw new RangeError(`Cannot stitch patches as position ${i} is not finite: current value is ${centre}`);
    }
    if (centre < least) least = centre;
    if (centre > greatest) greatest = centre;
  }
  const start = Math.floor(least - crop / 2) - padding;
  const end = Math.ceil(greatest + crop / 2) + padding;
  return { start, size: end - start };
}
