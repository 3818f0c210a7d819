/**
 * NPY arrays with any header, right or wrong.
 *
 * @module
 */

/** What a header says, as Python writes it. */
export interface HeaderText {
  /** Element type, quotes or brackets included. */
  readonly descr: string;
  /** `True` or `False`. */
  readonly fortran?: string;
  /** Axes, brackets included. */
  readonly shape: string;
}

/** An array of version 2, whose header may have any length. */
export function npyBytes(
  header: HeaderText | string,
  data: ArrayBufferView = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const text = typeof header === "string"
    ? header
    : `{'descr': ${header.descr}, 'fortran_order': ${header.fortran ?? "False"}, 'shape': ${header.shape}, }\n`;
  const encoded = new TextEncoder().encode(text);
  // The elements begin at a multiple of eight.
  const start = Math.ceil((12 + encoded.length) / 8) * 8;
  const bytes = new Uint8Array(start + data.byteLength).fill(0x20, 12, start);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0]);
  new DataView(bytes.buffer).setUint32(8, start - 12, true);
  bytes.set(encoded, 12);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}
