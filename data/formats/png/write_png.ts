/**
 * PNG files (PNG specification, W3C 2003), packed some rows at a time, so that a large image is whole in memory neither
 * before nor after its packing.
 *
 * @module
 */
import { constants, crc32, deflateRawSync } from "node:zlib";

/** Colours of a palette. */
export interface Palette {
  /** Red, green and blue of each, from 0 to 255, one after the other; at most 256. */
  readonly rgb: Uint8Array;
  /** Opacity of the first ones, from 0 to 255; the others are opaque. */
  readonly alpha: Uint8Array;
}

/** What is packed. */
export interface PngLayout {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /**
   * What the bytes of a row are: grey levels from 0 (black) to 255, numbers of colours in a palette, or red, green, blue and
   * opacity of each pixel.
   */
  readonly colour: "grey" | "rgba" | Palette;
}

/**
 * Packs rows as an 8-bit PNG file.
 *
 * @param layout Size and colours.
 * @param row Bytes of row i; asked for once each, from the top.
 * @returns The bytes of the file in pieces.
 */
export function* writePng(layout: PngLayout, row: (index: number) => Uint8Array): Generator<Uint8Array> {
  const { height, width, colour } = layout;
  const [kind, bytes] = colour === "grey" ? [0, width] : colour === "rgba" ? [6, 4 * width] : [3, width];
  yield Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a); // what every PNG file begins with
  yield* chunk("IHDR", [bigEndian(width), bigEndian(height), Uint8Array.of(8, kind, 0, 0, 0)]);
  if (typeof colour === "object") {
    yield* chunk("PLTE", [colour.rgb]);
    yield* chunk("tRNS", [colour.alpha]);
  }
  const step = Math.max(1, Math.floor(BAND_BYTES / (bytes + 1)));
  let checksum = 1;
  for (let from = 0; from < height; from += step) {
    const rows = Math.min(step, height - from);
    const band = new Uint8Array(rows * (bytes + 1)); // a row begins with the number of its filter: 0, none
    for (let i = 0; i < rows; i++) band.set(row(from + i), i * (bytes + 1) + 1);
    checksum = adler32(band, checksum);
    // Ends at a whole byte and is not the last: such pieces follow each other in one stream.
    const packed = deflateRawSync(band, { finishFlush: constants.Z_SYNC_FLUSH });
    yield* chunk("IDAT", from === 0 ? [ZLIB_HEAD, packed] : [packed]);
  }
  yield* chunk("IDAT", [EMPTY_LAST_BLOCK, bigEndian(checksum)]);
  yield* chunk("IEND", []);
}

// --- internal ---

/** Bytes that are packed at once. */
const BAND_BYTES = 1 << 20;

const ZLIB_HEAD = Uint8Array.of(0x78, 0x9c);

const EMPTY_LAST_BLOCK = Uint8Array.of(0x03, 0x00);

function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Length, name, content, checksum of name and content. */
function* chunk(name: string, parts: readonly Uint8Array[]): Generator<Uint8Array> {
  const content = [new TextEncoder().encode(name), ...parts];
  yield bigEndian(parts.reduce((sum, { length }) => sum + length, 0));
  yield* content;
  yield bigEndian(content.reduce((sum, part) => crc32(part, sum), 0));
}

/** The checksum of zlib's streams (RFC 1950). */
function adler32(bytes: Uint8Array, before: number): number {
  let [low, high] = [before & 0xffff, before >>> 16];
  for (let from = 0; from < bytes.length; from += MOST_SUMMED) {
    const to = Math.min(bytes.length, from + MOST_SUMMED);
    for (let k = from; k < to; k++) {
      low += bytes[k] ?? 0;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}

/** Bytes after which the sums must be reduced before they exceed 32 bits. */
const MOST_SUMMED = 5552;
