/**
 * CRC-32C, the checksum of records in event files: Castagnoli's polynomial, bits reversed (RFC 3720, appendix B.4).
 *
 * @module
 */

/**
 * CRC-32C of bytes.
 *
 * @param bytes The bytes.
 * @returns The checksum as an unsigned 32-bit number; 0xe3069283 of the digits `123456789`.
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/**
 * CRC-32C as TFRecord files have it: turned by 15 bits, plus a constant. A checksum of data that contains its own checksum
 * would tell nothing.
 *
 * @param bytes The bytes.
 * @returns The masked checksum as an unsigned 32-bit number.
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

// --- internal ---

/** The polynomial x³² + x²⁸ + x²⁷ + … + 1, its highest power left out, bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/** What eight steps of the division make of each byte. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
  return rest;
});
