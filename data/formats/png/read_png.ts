/**
 * Grey levels of a PNG image (PNG specification, W3C 2003; ISO/IEC 15948). Read here and not by a library, since those
 * that there are unpack as much as a damaged file says, and this one no more than the pixels that its header has.
 *
 * @module
 */
import { crc32, inflateSync } from "node:zlib";
import { joinedBytes } from "../../arrays/joined_bytes.ts";
import { RandomAccessFile } from "../random_access_file.ts";
import { eachPixel, type PngLayout, unpackedBytes } from "./png_pixels.ts";

/** Grey levels, row-major. */
export interface GreyLevels {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** height × width levels, from 0 to the greatest of the depth: 255 of 8 bits. */
  readonly data: Float32Array;
}

/** Whether a file that begins so is a PNG image. */
export function isPng(head: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => head[i] === byte);
}

/**
 * Reads an image. Of colours the luma is taken, 0.299 R + 0.587 G + 0.114 B as other programs do; transparency is not
 * looked at.
 *
 * @param path The file.
 * @returns Its grey levels.
 * @throws {Error} If it cannot be read, is no PNG image, is damaged or too large; the message names it.
 */
export async function readPng(path: string): Promise<GreyLevels> {
  using file = await RandomAccessFile.open(path);
  if (file.size > MOST_BYTES) throw problem(path, `it has ${file.size} bytes, and at most ${MOST_BYTES} are read`);
  const bytes = new Uint8Array(file.size);
  file.readAt(0, bytes);
  try {
    return decoded(bytes);
  } catch (error) {
    if (error instanceof SyntaxError) throw problem(path, error.message);
    throw error;
  }
}

// --- internal ---

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const [MOST_BYTES, MOST_PIXELS] = [2 ** 28, 2 ** 25] as const;
const COPY = "copy the file again";

function problem(path: string, why: string): Error {
  return new Error(`Cannot read ${path} as a PNG image as ${why}`);
}

interface Chunks {
  readonly header: Uint8Array;
  readonly palette: Uint8Array | null;
  readonly packed: Uint8Array;
}

function decoded(bytes: Uint8Array): GreyLevels {
  if (bytes.length === 0) throw new SyntaxError(`it is empty: ${COPY}`);
  if (!isPng(bytes)) throw new SyntaxError("it does not begin as one does: save it as PNG");
  const { header, palette, packed } = chunksOf(bytes);
  const { layout, colour } = layoutOf(header);
  if (colour === PALETTE && !palette) throw new SyntaxError(`it has no palette: ${COPY}`);
  const size = unpackedBytes(layout);
  const rows = unpacked(packed, size);
  const data = new Float32Array(layout.width * layout.height);
  const grey = greyOf(colour, palette);
  eachPixel(rows, layout, (at, samples) => data[at] = grey(samples));
  return { height: layout.height, width: layout.width, data };
}

/** Header, palette and all data, as far as the end of the image. */
function chunksOf(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: Uint8Array[] = [];
  let header: Uint8Array | null = null;
  let palette: Uint8Array | null = null;
  for (let at = 8;;) {
    const body = at + 8;
    const end = at + 12 <= bytes.length ? body + view.getUint32(at) : Infinity;
    if (end + 4 > bytes.length) throw new SyntaxError(`it is truncated at ${bytes.length} bytes: ${COPY}`);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, body));
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw new SyntaxError(`its part ${/^[A-Za-z]{4}$/.test(kind) ? kind : "at byte " + at} is damaged: ${COPY}`);
    }
    const own = bytes.subarray(body, end);
    if (kind === "IHDR") header = own;
    if (kind === "PLTE") palette = own;
    if (kind === "IDAT") data.push(own);
    if (kind === "IEND") break;
    at = end + 4;
  }
  if (!header || header.length !== 13) throw new SyntaxError(`it has no header: ${COPY}`);
  return { header, palette, packed: joinedBytes(...data) };
}

/** Samples of a pixel, and the depths that there are, by the type of colour. */
const COLOURS: ReadonlyMap<number, { readonly channels: number; readonly depths: readonly number[] }> = new Map([
  [0, { channels: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { channels: 3, depths: [8, 16] }],
  [3, { channels: 1, depths: [1, 2, 4, 8] }],
  [4, { channels: 2, depths: [8, 16] }],
  [6, { channels: 4, depths: [8, 16] }],
]);
const PALETTE = 3;

function layoutOf(header: Uint8Array): { readonly layout: PngLayout; readonly colour: number } {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth = 0, colour = 0, compression = 0, filter = 0, interlace = 0] = header.subarray(8);
  const { channels = 0, depths = [] } = COLOURS.get(colour) ?? {};
  if (!depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1) {
    throw new SyntaxError(`its header is of no PNG image, colour type ${colour} with ${depth} bits: ${COPY}`);
  }
  if (width < 1 || height < 1 || width * height > MOST_PIXELS) {
    throw new SyntaxError(`it has ${height} × ${width} pixels, and 1 to ${MOST_PIXELS} are read: scale it down`);
  }
  return { layout: { width, height, depth, channels, interlaced: interlace === 1 }, colour };
}

function unpacked(packed: Uint8Array, size: number): Uint8Array {
  let bytes: Uint8Array;
  try {
    // What a file unpacks to beyond its pixels is never made.
    bytes = inflateSync(packed, { maxOutputLength: size + 1 });
  } catch {
    throw new SyntaxError(`its pixels are damaged: ${COPY}`);
  }
  if (bytes.length === size) return bytes;
  throw new SyntaxError(`its pixels are damaged, ${size} bytes wanted and ${bytes.length} found: ${COPY}`);
}

function greyOf(colour: number, palette: Uint8Array | null): (samples: readonly number[]) => number {
  const luma = (red = 0, green = 0, blue = 0): number => 0.299 * red + 0.587 * green + 0.114 * blue;
  if (colour === PALETTE) {
    return ([index = 0]) => luma(...(palette ?? []).slice(3 * index, 3 * index + 3));
  }
  return colour === 2 || colour === 6 ? ([red, green, blue]) => luma(red, green, blue) : ([grey = 0]) => grey;
}
