/**
 * `node:zlib` of a page: what the library inflates and deflates.
 *
 * @module
 */
import { deflateSync, inflateSync as inflateRaw, unzlibSync } from "../../../packages/development/fflate.ts";

/** Levels of compression, as Node names those that the library uses. */
export const constants = { Z_BEST_SPEED: 1, Z_DEFAULT_COMPRESSION: 6, Z_BEST_COMPRESSION: 9 } as const;

/** Deflate without a header. */
export function deflateRawSync(bytes: Uint8Array, { level = 6 }: { level?: number } = {}): Uint8Array {
  return deflateSync(bytes, { level: level as 6 });
}

/** Inflates what has zlib's header. */
export function inflateSync(bytes: Uint8Array): Uint8Array {
  return unzlibSync(bytes);
}

/** Inflates what has no header. */
export function inflateRawSync(bytes: Uint8Array): Uint8Array {
  return inflateRaw(bytes);
}

/** CRC-32 as ZIP and PNG have it, going on from `value`. */
export function crc32(data: Uint8Array | string, value = 0): number {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  let crc = ~value;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 255] ?? 0) ^ crc >>> 8;
  return ~crc >>> 0;
}

// --- internal ---

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
  return crc;
});
