/**
 * The types that arrays of a safetensors file may have, read as float32: the numbers of weights, and counts. What has no
 * float32, beyond ±3.4e38, becomes infinite.
 *
 * @module
 */

/** A type of numbers. */
export interface TensorType {
  /** Bytes of an element. */
  readonly bytes: number;
  /** Elements of little-endian bytes, as float32; those of float32 are the bytes themselves. */
  readonly read: (bytes: Uint8Array<ArrayBuffer>) => Float32Array<ArrayBuffer>;
}

/** Types by the names that the format has for them. */
export const TENSOR_TYPES: ReadonlyMap<string, TensorType> = new Map([
  ["F64", { bytes: 8, read: elements(8, (view, at) => view.getFloat64(at, true)) }],
  ["F32", {
    bytes: 4,
    read: (bytes: Uint8Array<ArrayBuffer>) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4),
  }],
  ["F16", { bytes: 2, read: elements(2, (view, at) => halfFloat(view.getUint16(at, true))) }],
  ["BF16", { bytes: 2, read: upperHalves }],
  ["I64", { bytes: 8, read: elements(8, (view, at) => Number(view.getBigInt64(at, true))) }],
  ["U64", { bytes: 8, read: elements(8, (view, at) => Number(view.getBigUint64(at, true))) }],
  ["I32", { bytes: 4, read: elements(4, (view, at) => view.getInt32(at, true)) }],
  ["U32", { bytes: 4, read: elements(4, (view, at) => view.getUint32(at, true)) }],
  ["I16", { bytes: 2, read: elements(2, (view, at) => view.getInt16(at, true)) }],
  ["U16", { bytes: 2, read: elements(2, (view, at) => view.getUint16(at, true)) }],
  ["I8", { bytes: 1, read: elements(1, (view, at) => view.getInt8(at)) }],
  ["U8", { bytes: 1, read: elements(1, (view, at) => view.getUint8(at)) }],
  ["BOOL", { bytes: 1, read: elements(1, (view, at) => Number(view.getUint8(at) !== 0)) }],
]);

// --- internal ---

function elements(bytes: number, element: (view: DataView, at: number) => number): TensorType["read"] {
  return (from) => {
    const view = new DataView(from.buffer, from.byteOffset, from.byteLength);
    return Float32Array.from({ length: from.byteLength / bytes }, (_, k) => element(view, k * bytes));
  };
}

/** Five bits of exponent, ten of fraction (IEEE 754 binary16). */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper halves of float32. */
function upperHalves(bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Uint32Array.from({ length: bytes.byteLength / 2 }, (_, k) => view.getUint16(2 * k, true) << 16);
  return new Float32Array(words.buffer);
}
