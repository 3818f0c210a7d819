/**
 * The pixels of a TIFF page as bytes, block by block.
 *
 * @module
 */
import type { RandomAccessFile } from "../random_access_file.ts";
import type { TiffPage } from "./tiff_directory.ts";
import { unpack } from "./unpack.ts";

/**
 * Reads a page.
 *
 * @param file The file.
 * @param page The page.
 * @param littleEndian How its numbers lie.
 * @returns Its numbers row by row, in the file's byte order.
 * @throws {SyntaxError} If it is truncated or damaged, or a part of it is missing; the message is the end of a sentence.
 */
export function readPage(file: RandomAccessFile, page: TiffPage, littleEndian: boolean): Uint8Array {
  const { height, width, blockHeight, blockWidth, tiled, bits } = page;
  const itemSize = bits / 8;
  const across = Math.ceil(width / blockWidth);
  const down = Math.ceil(height / blockHeight);
  if (blockWidth === width && blockHeight === height) {
    const pixels = readBlock(file, page, { block: 0, rows: height });
    undoPredictor(pixels, page, littleEndian);
    return pixels;
  }
  const bytes = new Uint8Array(height * width * itemSize);
  for (let block = 0; block < across * down; block++) {
    const [row, column] = [Math.floor(block / across) * blockHeight, (block % across) * blockWidth];
    const rows = tiled ? blockHeight : Math.min(blockHeight, height - row);
    const pixels = readBlock(file, page, { block, rows });
    undoPredictor(pixels, page, littleEndian);
    const rowBytes = Math.min(blockWidth, width - column) * itemSize;
    for (let line = 0; line < Math.min(blockHeight, height - row); line++) {
      const from = line * blockWidth * itemSize;
      bytes.set(pixels.subarray(from, from + rowBytes), ((row + line) * width + column) * itemSize);
    }
  }
  return bytes;
}

// --- internal ---

function readBlock(
  file: RandomAccessFile,
  { offsets, byteCounts, blockWidth, bits, compression }: TiffPage,
  { block, rows }: { readonly block: number; readonly rows: number },
): Uint8Array {
  const [offset = 0, count = 0] = [offsets[block], byteCounts[block]];
  const size = rows * blockWidth * bits / 8;
  if (offset === 0 || count === 0) throw new SyntaxError("a part of it was never written: copy the file again");
  // No packing makes twice as much of anything, nor less than LZW of a single value.
  const stored = compression === 1 ? Math.min(count, size) : count;
  if (stored > 2 * size + 1024 || size > 2800 * (stored + 16)) {
    throw new SyntaxError(`its bytes are damaged, ${count} of them cannot be ${size}: copy the file again`);
  }
  if (offset + stored > file.size) {
    throw new SyntaxError(`it is truncated: ${offset + stored} bytes wanted, it has ${file.size}; copy the file again`);
  }
  const packed = new Uint8Array(stored);
  file.readAt(offset, packed);
  return unpack(packed, compression, size);
}

function undoPredictor(pixels: Uint8Array, { predictor, blockWidth, bits }: TiffPage, littleEndian: boolean): void {
  const rowBytes = blockWidth * bits / 8;
  for (let from = 0; predictor !== 1 && from < pixels.length; from += rowBytes) {
    const row = pixels.subarray(from, from + rowBytes);
    if (predictor === 2) addNeighbours(row, bits / 8, littleEndian);
    else joinPlanes(row, bits / 8, littleEndian);
  }
}

/** Each number is the difference to the one before. */
function addNeighbours(row: Uint8Array, size: number, littleEndian: boolean): void {
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  for (let at = size; at < row.length; at += size) {
    if (size === 1) row[at] = (row[at] ?? 0) + (row[at - 1] ?? 0);
    else if (size === 2) {
      view.setUint16(at, view.getUint16(at, littleEndian) + view.getUint16(at - 2, littleEndian), littleEndian);
    } else view.setUint32(at, view.getUint32(at, littleEndian) + view.getUint32(at - 4, littleEndian), littleEndian);
  }
}

/** Each byte is the difference to the one before; then all first bytes of the numbers come first, the most significant. */
function joinPlanes(row: Uint8Array, size: number, littleEndian: boolean): void {
  for (let at = 1; at < row.length; at++) row[at] = (row[at] ?? 0) + (row[at - 1] ?? 0);
  const planes = row.slice();
  const count = row.length / size;
  for (let number = 0; number < count; number++) {
    for (let byte = 0; byte < size; byte++) {
      row[number * size + (littleEndian ? size - 1 - byte : byte)] = planes[byte * count + number] ?? 0;
    }
  }
}
