/**
 * Where the pixels of a square cut-out lie in a frame of the detector.
 *
 * @module
 */

/** A square that is cut out of frames. */
export interface PixelSquare {
  /** Whether the frame is shifted first, as `numpy.fft.fftshift` does: pixel [0, 0] goes to [⌊H/2⌋, ⌊W/2⌋]. */
  readonly fftshift: boolean;
  /** Pixel of the shifted frame that becomes the middle, [side/2, side/2]; rounded where it is between pixels. */
  readonly centre: readonly [row: number, column: number];
  /** Side of the square in pixels. */
  readonly side: number;
}

/** Stands for a pixel outside of the frame. */
export const OUTSIDE = -1;

/**
 * Lists the pixels of a square.
 *
 * @param height Rows of a frame.
 * @param width Columns of a frame.
 * @param square The square, which may reach beyond the frame.
 * @returns For each pixel of the square, row by row, its position in the frame as the file has it, or {@link OUTSIDE}.
 */
export function pixelMap(height: number, width: number, { fftshift, centre, side }: PixelSquare): Int32Array {
  const [top, left] = [Math.round(centre[0]), Math.round(centre[1])].map((middle) => middle - Math.floor(side / 2));
  const rows = axisMap(height, { from: top ?? 0, side, fftshift });
  const columns = axisMap(width, { from: left ?? 0, side, fftshift });
  const map = new Int32Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [y = OUTSIDE, x = OUTSIDE] = [rows[row], columns[column]];
      map[row * side + column] = y < 0 || x < 0 ? OUTSIDE : y * width + x;
    }
  }
  return map;
}

// --- internal ---

interface AxisPart {
  readonly from: number;
  readonly side: number;
  readonly fftshift: boolean;
}

function axisMap(length: number, { from, side, fftshift }: AxisPart): Int32Array {
  return Int32Array.from({ length: side }, (_, i) => {
    const at = from + i;
    if (at < 0 || at >= length) return OUTSIDE;
    return fftshift ? (at + Math.ceil(length / 2)) % length : at;
  });
}
