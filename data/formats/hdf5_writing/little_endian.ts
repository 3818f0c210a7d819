/**
 * Numbers and texts as the bytes of HDF5's records: little-endian.
 *
 * @module
 */

import { joinedBytes } from "../../arrays/joined_bytes.ts";

/** An address of nothing. */
export const NOWHERE = 2 ** 64;

/** A whole number in so many bytes; {@link NOWHERE} is all ones. */
export function integer(value: number, bytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value) & 0xffffffffffffffffn, true);
  if (value === NOWHERE) view.setBigInt64(0, -1n, true);
  return new Uint8Array(view.buffer, 0, bytes);
}

/** A text and the NUL behind it. */
export function terminated(text: string): Uint8Array {
  return joinedBytes(new TextEncoder().encode(text), Uint8Array.of(0));
}

/** A multiple of eight that is not less. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
