/**
 * The central directory of a ZIP archive: the table at its end that says where each member lies. Pure functions between
 * bytes and {@link ZipMember}, ZIP64 included (PKWARE APPNOTE 6.3, sections 4.3 and 4.5.3).
 *
 * @module
 */

/** A member of an archive. */
export interface ZipMember {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  /** CRC-32 of the uncompressed bytes. */
  readonly crc: number;
  readonly compressedSize: number;
  /** Uncompressed bytes. */
  readonly size: number;
  /** Where the local header begins. */
  readonly headerOffset: number;
}

/** Where the central directory lies. */
export interface DirectoryPlace {
  readonly offset: number;
  readonly size: number;
  /** Number of members. */
  readonly count: number;
}

/** Most bytes that can follow the beginning of the end record: the record, its comment, and the ZIP64 locator before. */
export const END_BYTES = 22 + 0xffff + 20;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const MAX32 = 0xffffffff;
const MAX16 = 0xffff;
/** 1 January 1980, the first date of the format: equal content makes equal files. */
const DATE = 0x21;

/**
 * Finds the end record in the last bytes of an archive.
 *
 * @param tail The last {@link END_BYTES} of the file, or all of it.
 * @returns Its directory; or the offset of the ZIP64 end record, which {@link parseEnd64} reads; null if there is none.
 */
export function parseEnd(tail: Uint8Array): DirectoryPlace | { readonly end64: number } | null {
  const view = viewOf(tail);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== END || at + 22 + view.getUint16(at + 20, true) > tail.length) continue;
    if (at >= 20 && view.getUint32(at - 20, true) === LOCATOR64) return { end64: getUint64(view, at - 12) };
    return {
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
  }
  return null;
}

/** Reads a ZIP64 end record of 56 bytes; null if it is none. */
export function parseEnd64(bytes: Uint8Array): DirectoryPlace | null {
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== END64) return null;
  return { count: getUint64(view, 32), size: getUint64(view, 40), offset: getUint64(view, 48) };
}

/** Reads the members of a central directory; null if it is damaged. */
export function parseDirectory(bytes: Uint8Array, count: number): ZipMember[] | null {
  const view = viewOf(bytes);
  const members: ZipMember[] = [];
  for (let at = 0; members.length < count;) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) return null;
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    if (extraEnd > bytes.length) return null;
    const sizes = { size: at + 24, compressedSize: at + 20, headerOffset: at + 42 };
    members.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      crc: view.getUint32(at + 16, true),
      ...wideSizes(view, sizes, nameEnd, extraEnd),
    });
    at = extraEnd + view.getUint16(at + 32, true);
  }
  return members;
}

/** Length of a local header of which the first 30 bytes are given; null if it is none. */
export function localHeaderBytes(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== LOCAL) return null;
  return 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

/** The local header that precedes a member's bytes. Its CRC is the four bytes at offset 14. */
export function encodeLocalHeader(member: ZipMember): Uint8Array {
  const name = new TextEncoder().encode(member.name);
  const wide = member.size >= MAX32 || member.compressedSize >= MAX32;
  const bytes = new Uint8Array(30 + name.length + (wide ? 20 : 0));
  const view = viewOf(bytes);
  view.setUint32(0, LOCAL, true);
  putCommon(view, 4, member, wide);
  view.setUint16(26, name.length, true);
  view.setUint16(28, wide ? 20 : 0, true);
  bytes.set(name, 30);
  if (wide) putExtra(view, 30 + name.length, [member.size, member.compressedSize]);
  return bytes;
}

/** The central directory and the end records of an archive whose members end at `offset`. */
export function encodeDirectory(members: readonly ZipMember[], offset: number): Uint8Array {
  const parts = members.map(encodeCentral);
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  parts.push(...encodeEnd({ offset, size, count: members.length }));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

// --- internal ---

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function getUint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

type Sizes = Pick<ZipMember, "size" | "compressedSize" | "headerOffset">;

// The ZIP64 extra field holds, in this order, only those values that are saturated in the 32-bit record.
function wideSizes(view: DataView, at: Record<keyof Sizes, number>, from: number, to: number): Sizes {
  let next = -1;
  for (let field = from; field + 4 <= to; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) === 1) next = field + 4;
  }
  const read = (place: number): number => {
    const narrow = view.getUint32(place, true);
    if (narrow !== MAX32 || next < 0 || next + 8 > to) return narrow;
    next += 8;
    return getUint64(view, next - 8);
  };
  const size = read(at.size);
  const compressedSize = read(at.compressedSize);
  return { size, compressedSize, headerOffset: read(at.headerOffset) };
}

// Version, flags (UTF-8 names), method, date, CRC and sizes: the part that both headers have in common.
function putCommon(view: DataView, at: number, member: ZipMember, wide: boolean): void {
  view.setUint16(at, wide ? 45 : 20, true);
  view.setUint16(at + 2, 0x800, true);
  view.setUint16(at + 4, member.method, true);
  view.setUint16(at + 8, DATE, true);
  view.setUint32(at + 10, member.crc, true);
  view.setUint32(at + 14, wide ? MAX32 : member.compressedSize, true);
  view.setUint32(at + 18, wide ? MAX32 : member.size, true);
}

function putExtra(view: DataView, at: number, values: readonly number[]): void {
  view.setUint16(at, 1, true);
  view.setUint16(at + 2, 8 * values.length, true);
  values.forEach((value, i) => view.setBigUint64(at + 4 + 8 * i, BigInt(value), true));
}

function encodeCentral(member: ZipMember): Uint8Array {
  const name = new TextEncoder().encode(member.name);
  const wide = member.size >= MAX32 || member.compressedSize >= MAX32 || member.headerOffset >= MAX32;
  const bytes = new Uint8Array(46 + name.length + (wide ? 28 : 0));
  const view = viewOf(bytes);
  view.setUint32(0, CENTRAL, true);
  view.setUint16(4, wide ? 45 : 20, true);
  putCommon(view, 6, member, wide);
  view.setUint16(28, name.length, true);
  view.setUint16(30, wide ? 28 : 0, true);
  view.setUint32(42, wide ? MAX32 : member.headerOffset, true);
  bytes.set(name, 46);
  if (wide) putExtra(view, 46 + name.length, [member.size, member.compressedSize, member.headerOffset]);
  return bytes;
}

function encodeEnd(place: DirectoryPlace): Uint8Array[] {
  const wide = place.offset >= MAX32 || place.size >= MAX32 || place.count >= MAX16;
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, END, true);
  end.setUint16(8, wide ? MAX16 : place.count, true);
  end.setUint16(10, wide ? MAX16 : place.count, true);
  end.setUint32(12, wide ? MAX32 : place.size, true);
  end.setUint32(16, wide ? MAX32 : place.offset, true);
  return [...(wide ? [encodeEnd64(place)] : []), new Uint8Array(end.buffer)];
}

// The ZIP64 end record (56 bytes) and the locator (20 bytes) that points back to it.
function encodeEnd64(place: DirectoryPlace): Uint8Array {
  const view = new DataView(new ArrayBuffer(76));
  view.setUint32(0, END64, true);
  view.setBigUint64(4, 44n, true);
  view.setUint16(12, 45, true);
  view.setUint16(14, 45, true);
  [place.count, place.count, place.size, place.offset].forEach((value, i) =>
    view.setBigUint64(24 + 8 * i, BigInt(value), true)
  );
  view.setUint32(56, LOCATOR64, true);
  view.setBigUint64(64, BigInt(place.offset + place.size), true);
  view.setUint32(72, 1, true);
  return new Uint8Array(view.buffer);
}
