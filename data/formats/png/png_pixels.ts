/**
 * The pixels of a PNG image, from what its data unpack to: filters undone, samples of any depth, passes of an interlaced one.
 *
 * @module
 */

/** How the samples of an image lie. */
export interface PngLayout {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** Samples of a pixel. */
  readonly channels: number;
  readonly interlaced: boolean;
}

/** Bytes that an image unpacks to: a byte that names the filter before each row of each pass. */
export function unpackedBytes(layout: PngLayout): number {
  return passes(layout).reduce((sum, { width, height }) => sum + height * (1 + rowBytes(width, layout)), 0);
}

/**
 * Gives each pixel of an image.
 *
 * @param bytes What its data unpack to, {@link unpackedBytes} of them; they are changed.
 * @param layout How its samples lie.
 * @param give Gets place and samples of each pixel; the list is used again.
 * @throws {SyntaxError} If a row names a filter that there is none of.
 */
export function eachPixel(
  bytes: Uint8Array,
  layout: PngLayout,
  give: (at: number, samples: readonly number[]) => void,
): void {
  const samples = new Array<number>(layout.channels).fill(0);
  let offset = 0;
  for (const { x, y, dx, dy, width, height } of passes(layout)) {
    const length = rowBytes(width, layout);
    let above: Uint8Array | null = null;
    for (let row = 0; row < height; row++) {
      const filter = bytes[offset] ?? 0;
      const line = bytes.subarray(offset + 1, offset + 1 + length);
      unfilter(filter, { line, above, step: Math.max(1, layout.depth * layout.channels / 8) });
      for (let column = 0; column < width; column++) {
        for (let k = 0; k < layout.channels; k++) samples[k] = sample(line, column * layout.channels + k, layout.depth);
        give((y + row * dy) * layout.width + x + column * dx, samples);
      }
      above = line;
      offset += 1 + length;
    }
  }
}

// --- internal ---

/** A part of the image: every dx-th column from x of every dy-th row from y. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly width: number;
  readonly height: number;
}

const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [
  0,
  1,
  1,
  2,
]] as const;

function passes({ width, height, interlaced }: PngLayout): readonly Pass[] {
  if (!interlaced) return [{ x: 0, y: 0, dx: 1, dy: 1, width, height }];
  return ADAM7.map(([x, y, dx, dy]) => ({
    ...{ x, y, dx, dy },
    width: Math.max(0, Math.ceil((width - x) / dx)),
    height: Math.max(0, Math.ceil((height - y) / dy)),
  })).filter((pass) => pass.width > 0 && pass.height > 0);
}

function rowBytes(width: number, { depth, channels }: PngLayout): number {
  return Math.ceil(width * channels * depth / 8);
}

interface FilteredRow {
  readonly line: Uint8Array;
  /** The row above, unfiltered; null where there is none. */
  readonly above: Uint8Array | null;
  /** Bytes of a pixel, at least 1. */
  readonly step: number;
}

function unfilter(filter: number, { line, above, step }: FilteredRow): void {
  if (filter > 4) throw new SyntaxError(`a row has filter ${filter}, of which there is none: copy the file again`);
  if (filter === 0) return;
  for (let i = 0; i < line.length; i++) {
    const left = i < step ? 0 : line[i - step] ?? 0;
    const up = above?.[i] ?? 0;
    const corner = i < step ? 0 : above?.[i - step] ?? 0;
    const guess = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
    line[i] = (line[i] ?? 0) + guess;
  }
}

/** The neighbour that is nearest to left + up − corner. */
function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function sample(line: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return line[index] ?? 0;
  if (depth === 16) return 256 * (line[2 * index] ?? 0) + (line[2 * index + 1] ?? 0);
  const bit = index * depth;
  return ((line[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}
