/**
 * Where two images may be compared: metrics with windows and spectra need a rectangle without gaps.
 *
 * @module
 */

/** A rectangle of pixels: rows [y, y + height), columns [x, x + width). */
export interface Rectangle {
  /** First row. */
  readonly y: number;
  /** First column. */
  readonly x: number;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
}

/**
 * Largest rectangle (by area) that holds only covered pixels; the first in reading order of its last row among equals.
 *
 * @param mask height × width, row-major; not 0 where covered.
 * @returns The rectangle; its sides are 0 where nothing is covered.
 */
export function largestRectangle(mask: Uint8Array, height: number, width: number): Rectangle {
  const heights = new Int32Array(width + 1); // the last stays 0 and closes every run
  let best: Rectangle = { y: 0, x: 0, height: 0, width: 0 };
  for (let i = 0; i < height; i++) {
    const open: { x: number; height: number }[] = [];
    for (let j = 0; j <= width; j++) {
      if (j < width) heights[j] = mask[i * width + j] ? (heights[j] ?? 0) + 1 : 0;
      let start = j;
      while ((open.at(-1)?.height ?? -1) > (heights[j] ?? 0)) {
        const closed = open.pop();
        if (!closed) break;
        start = closed.x;
        if (closed.height * (j - closed.x) > best.height * best.width) {
          best = { y: i - closed.height + 1, x: closed.x, height: closed.height, width: j - closed.x };
        }
      }
      open.push({ x: start, height: heights[j] ?? 0 });
    }
  }
  return best;
}
