/**
 * The records of a ZIP archive as bytes, ZIP64 where it is needed (PKWARE APPNOTE 6.3, sections 4.3 and 4.5.3).
 *
 * @module
 */
import { joinedList } from "../../arrays/joined_bytes.ts";
import { type DirectoryPlace, SIGNATURE, type ZipMember } from "./zip_directory.ts";

const MAX32 = 0xffffffff;
const MAX16 = 0xffff;
/** 1 January 1980, the first date of the format: equal content makes equal files. */
const DATE = 0x21;

/** The local header that precedes a member's bytes. Its CRC is the four bytes at offset 14. */
export function encodeLocalHeader(member: ZipMember): Uint8Array {
  const name = new TextEncoder().encode(member.name);
  const wide = member.size >= MAX32 || member.compressedSize >= MAX32;
  const bytes = new Uint8Array(30 + name.length + (wide ? 20 : 0));
  const view = viewOf(bytes);
  view.setUint32(0, SIGNATURE.local, true);
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
  return joinedList(parts);
}

// --- internal ---

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// Version, flags (UTF-8 names), method, date, CRC and sizes: the part that both headers have in common.
function putCommon(view: DataView, at: number, member: ZipMember, wide: boolean): void {
  view.setUint16(at, wide ? 45 : 20, true);
  view.setUint16(at + 2, member.flags, true);
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
  view.setUint32(0, SIGNATURE.central, true);
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
  end.setUint32(0, SIGNATURE.end, true);
  end.setUint16(8, wide ? MAX16 : place.count, true);
  end.setUint16(10, wide ? MAX16 : place.count, true);
  end.setUint32(12, wide ? MAX32 : place.size, true);
  end.setUint32(16, wide ? MAX32 : place.offset, true);
  return [...(wide ? [encodeEnd64(place)] : []), new Uint8Array(end.buffer)];
}

// The ZIP64 end record (56 bytes) and the locator (20 bytes) that points back to it.
function encodeEnd64(place: DirectoryPlace): Uint8Array {
  const view = new DataView(new ArrayBuffer(76));
  view.setUint32(0, SIGNATURE.end64, true);
  view.setBigUint64(4, 44n, true);
  view.setUint16(12, 45, true);
  view.setUint16(14, 45, true);
  [place.count, place.count, place.size, place.offset].forEach((value, i) =>
    view.setBigUint64(24 + 8 * i, BigInt(value), true)
  );
  view.setUint32(56, SIGNATURE.locator64, true);
  view.setBigUint64(64, BigInt(place.offset + place.size), true);
  view.setUint32(72, 1, true);
  return new Uint8Array(view.buffer);
}
