/**
 * How the elements of a dataset are stored: whether their bits are those of the usual types, and whether there are any.
 *
 * @module
 */
import type { RandomAccessFile } from "../random_access_file.ts";
import { DATATYPE, EXTERNAL_FILES, type HeaderMessage, LAYOUT, readObjectHeader } from "./object_header.ts";

/** How elements are stored. */
export interface StoredElements {
  /** Why their bits cannot be taken for those of the usual types, as the end of a sentence; null if they can. */
  readonly problem: string | null;
  /** Whether nothing was ever written: all elements are the fill value. */
  readonly unwritten: boolean;
}

/**
 * Says how the elements of a dataset are stored.
 *
 * @param file The file.
 * @param address Where its object header lies.
 * @returns How; of what is not known, that there is nothing unusual.
 */
export function storedElements(file: RandomAccessFile, address: number): StoredElements {
  try {
    const messages = readObjectHeader(file, address) ?? [];
    const layout = messages.find(({ type }) => type === LAYOUT);
    const elsewhere = messages.some(({ type }) => type === EXTERNAL_FILES);
    const type = datatype(file, messages, 0);
    return {
      problem: type ? unusual(type) : null,
      unwritten: !elsewhere && layout !== undefined && isUnwritten(layout.bytes),
    };
  } catch (error) {
    // A message that ends before its time: the library reads it, or says that it is damaged.
    if (error instanceof RangeError) return { problem: null, unwritten: false };
    throw error;
  }
}

// --- internal ---

/** Types that are named lie in an object of their own. */
function datatype(file: RandomAccessFile, messages: readonly HeaderMessage[], depth: number): DataView | null {
  const message = messages.find(({ type }) => type === DATATYPE);
  if (!message?.shared) return message?.bytes ?? null;
  const version = message.bytes.getUint8(0);
  // In a heap of messages that objects share, none is looked for.
  if (depth > 0 || (version === 3 && message.bytes.getUint8(1) !== 2)) return null;
  const address = Number(message.bytes.getBigUint64(version === 1 ? 8 : 2, true));
  return datatype(file, readObjectHeader(file, address) ?? [], depth + 1);
}

const CLASS = { integer: 0, float: 1, bits: 4, compound: 6, enumeration: 8, array: 10, complex: 11 };

/** What is unusual about a type, or about the numbers that it consists of. */
function unusual(type: DataView): string | null {
  const kind = type.getUint8(0) & 15;
  const version = type.getUint8(0) >> 4;
  const bits = 8 * type.getUint32(4, true);
  const inner = (at: number): string | null => unusual(new DataView(type.buffer, type.byteOffset + at));
  if (kind === CLASS.enumeration || kind === CLASS.complex) return inner(8);
  if (kind === CLASS.array) return inner(9 + (version < 3 ? 3 + 8 * type.getUint8(8) : 4 * type.getUint8(8)));
  if (kind === CLASS.compound) return inner(firstMember(type, version));
  const precision = kind === CLASS.integer || kind === CLASS.bits || kind === CLASS.float
    ? type.getUint16(10, true)
    : bits;
  const some = precision === bits ? "" : `, ${precision} of ${bits} bits`;
  if (kind === CLASS.float) {
    if (isUsualFloat(type, bits)) return null;
    return `its floating point numbers are of a kind of their own${some}: save it as float32 or float64`;
  }
  return some === "" ? null : `its integers are of a kind of their own${some}: save it as int32 or int64`;
}

/** Where the type of the first field lies: fields of complex numbers are alike. */
function firstMember(type: DataView, version: number): number {
  let end = 8;
  while (type.getUint8(end) !== 0) end++;
  if (version >= 3) {
    const size = type.getUint32(4, true);
    return end + 1 + (size < 1 << 8 ? 1 : size < 1 << 16 ? 2 : size < 1 << 24 ? 3 : 4);
  }
  const padded = 8 + Math.ceil((end + 1 - 8) / 8) * 8;
  return padded + (version === 1 ? 32 : 4);
}

/** Precision, exponent's place and size, mantissa's place and size, and bias of IEEE's numbers. */
const USUAL_FLOATS: Readonly<Record<number, string>> = {
  16: "16,10,5,0,10,15",
  32: "32,23,8,0,23,127",
  64: "64,52,11,0,52,1023",
};

function isUsualFloat(type: DataView, bits: number): boolean {
  const fields = [
    type.getUint16(10, true),
    ...[12, 13, 14, 15].map((at) => type.getUint8(at)),
    type.getUint32(16, true),
  ];
  // VAX has an order of bytes of its own; the leading bit of the mantissa is not stored.
  const usual = (type.getUint8(1) & 0x40) === 0 && (type.getUint8(1) >> 4 & 3) === 2;
  return usual && fields.join() === USUAL_FLOATS[bits];
}

const UNDEFINED = (1n << 64n) - 1n;
const CONTIGUOUS = 1;
const CHUNKED = 2;

/** Whether the place of the elements, or of the list of chunks, is not defined. */
function isUnwritten(layout: DataView): boolean {
  const version = layout.getUint8(0);
  const kind = layout.getUint8(version < 3 ? 2 : 1);
  if (kind !== CONTIGUOUS && kind !== CHUNKED) return false;
  if (version < 3) return layout.getBigUint64(8, true) === UNDEFINED;
  if (version === 3) return layout.getBigUint64(kind === CONTIGUOUS ? 2 : 3, true) === UNDEFINED;
  if (kind === CONTIGUOUS) return layout.getBigUint64(2, true) === UNDEFINED;
  if (version > 4) return false;
  const sizes = 5 + layout.getUint8(3) * layout.getUint8(4);
  return layout.getBigUint64(sizes + 1 + indexBytes(layout.getUint8(sizes), layout.getUint8(2)), true) === UNDEFINED;
}

/** Bytes of what an index of chunks says of itself, by its kind. */
function indexBytes(kind: number, flags: number): number {
  if (kind === 1) return flags & 2 ? 12 : 0;
  return [0, 0, 0, 1, 5, 6][kind] ?? 0;
}
