/**
 * Grey levels as a PNG file.
 *
 * @module
 */
import { encode } from "fast-png";

/** An image as a file. */
export interface GreyFigure {
  /** Height in pixels. */
  readonly height: number;
  /** Width in pixels. */
  readonly width: number;
  /** Bytes of an 8-bit grey PNG file. */
  readonly png: Uint8Array<ArrayBuffer>;
}

/**
 * Writes grey levels as PNG, row 0 at the top.
 *
 * @param levels height × width levels, row-major; 0 is black, 255 white.
 * @param size Height and width.
 * @param leastSide Pixels are repeated, equally often in both directions, until each side has this many.
 */
export function greyFigure(
  levels: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
  leastSide = 1,
): GreyFigure {
  const factor = Math.max(1, Math.ceil(leastSide / Math.min(height, width)));
  const large = { height: factor * height, width: factor * width };
  const data = factor === 1 ? levels : enlarge(levels, width, factor);
  return { ...large, png: Uint8Array.from(encode({ ...large, data, depth: 8, channels: 1 })) };
}

// --- internal ---

function enlarge(levels: Uint8Array, width: number, factor: number): Uint8Array {
  const across = factor * width;
  return Uint8Array.from({ length: levels.length * factor ** 2 }, (_, p) => {
    const [row, column] = [Math.floor(Math.floor(p / across) / factor), Math.floor(p % across / factor)];
    return levels[row * width + column] ?? 0;
  });
}
