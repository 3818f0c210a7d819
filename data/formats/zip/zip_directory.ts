/**
 * The central directory of a ZIP archive: the table at its end that says where each member lies. Pure functions between
 * bytes and {@link ZipMember}, ZIP64 included (PKWARE APPNOTE 6.3, sections 4.3 and 4.5.3).
 *
 * @module
 */

/** A member of an archive. */
export interface ZipMember {
  readonly name: string;
  /** {@link STORED} or {@link DEFLATED}. */
  readonly method: number;
  /** Bit 0: encrypted; bit 3: CRC and sizes may be missing in the local header; bit 11: the name is UTF-8. */
  readonly flags: number;
  /** CRC-32 of the uncompressed bytes. */
  readonly crc: number;
  readonly compressedSize: number;
  /** Uncompressed bytes. */
  readonly size: number;
  /** Where the local header begins. */
  readonly headerOffset: number;
}

/** First four bytes of each record. */
export const SIGNATURE = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;

/** Method of a member whose bytes lie in the file as they are. */
export const STORED = 0;
/** Method of a member that is compressed. */
export const DEFLATED = 8;

/**
 * How much may come out of so many compressed bytes: of a small file, little enough for any machine; of what goes beyond a
 * megabyte, 512 times its size, which sparse counts do not reach.
 *
 * @param packed Compressed bytes.
 * @param small What may come out of a small file.
 */
export function plausibleSize(packed: number, small: number): number {
  return small + 512 * Math.max(0, packed - (1 << 20));
}

/** What a local header says; the name and all else must be as in the directory. */
export type LocalHeader = Omit<ZipMember, "headerOffset">;

/** Where the central directory lies. */
export interface DirectoryPlace {
  readonly offset: number;
  readonly size: number;
  /** Number of members. */
  readonly count: number;
}

/** Most bytes that can follow the beginning of the end record: the record, its comment, and the ZIP64 locator before. */
export const END_BYTES = 22 + 0xffff + 20;

const MAX32 = 0xffffffff;

/**
 * Finds the end record in the last bytes of an archive.
 *
 * @param tail The last {@link END_BYTES} of the file, or all of it.
 * @returns Its directory, and where in `tail` the record begins; or the offset of the ZIP64 end record, which
 * {@link parseEnd64} reads; null if there is none.
 */
export function parseEnd(
  tail: Uint8Array,
): DirectoryPlace & { readonly at: number } | { readonly end64: number } | null {
  const view = viewOf(tail);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== SIGNATURE.end || at + 22 + view.getUint16(at + 20, true) > tail.length) continue;
    if (at >= 20 && view.getUint32(at - 20, true) === SIGNATURE.locator64) return { end64: getUint64(view, at - 12) };
    return {
      at,
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
  if (view.getUint32(0, true) !== SIGNATURE.end64) return null;
  return { count: getUint64(view, 32), size: getUint64(view, 40), offset: getUint64(view, 48) };
}

/** Reads the members of a central directory; null if it is damaged, or has other bytes than they have. */
export function parseDirectory(bytes: Uint8Array, count: number): ZipMember[] | null {
  const view = viewOf(bytes);
  const members: ZipMember[] = [];
  let at = 0;
  while (members.length < count) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== SIGNATURE.central) return null;
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    if (extraEnd > bytes.length) return null;
    const sizes = { size: at + 24, compressedSize: at + 20, headerOffset: at + 42 };
    members.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)),
      method: view.getUint16(at + 10, true),
      flags: view.getUint16(at + 8, true),
      crc: view.getUint32(at + 16, true),
      ...wideSizes(view, sizes, nameEnd, extraEnd),
    });
    at = extraEnd + view.getUint16(at + 32, true);
  }
  return at === bytes.length ? members : null;
}

/** Bytes of every local header before its name. */
export const LOCAL_BYTES = 30;

/** Length of a local header of which the first {@link LOCAL_BYTES} are given; null if it is none. */
export function localHeaderBytes(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  if (bytes.length < LOCAL_BYTES || view.getUint32(0, true) !== SIGNATURE.local) return null;
  return LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

/** Reads a whole local header. */
export function parseLocalHeader(bytes: Uint8Array): LocalHeader {
  const view = viewOf(bytes);
  const nameEnd = LOCAL_BYTES + view.getUint16(26, true);
  const { size, compressedSize } = wideSizes(view, { size: 22, compressedSize: 18 }, nameEnd, bytes.length);
  return {
    name: new TextDecoder().decode(bytes.subarray(LOCAL_BYTES, nameEnd)),
    flags: view.getUint16(6, true),
    method: view.getUint16(8, true),
    crc: view.getUint32(14, true),
    size,
    compressedSize,
  };
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
function wideSizes(
  view: DataView,
  at: { readonly [Field in Exclude<keyof Sizes, "headerOffset">]: number } & { readonly headerOffset?: number },
  from: number,
  to: number,
): Sizes {
  let next = -1;
  let end = -1;
  for (let field = from; field + 4 <= to && next < 0; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) === 1) {
      [next, end] = [field + 4, Math.min(to, field + 4 + view.getUint16(field + 2, true))];
    }
  }
  const read = (place: number): number => {
    const narrow = view.getUint32(place, true);
    if (narrow !== MAX32 || next < 0 || next + 8 > end) return narrow;
    next += 8;
    return getUint64(view, next - 8);
  };
  const size = read(at.size);
  const compressedSize = read(at.compressedSize);
  return { size, compressedSize, headerOffset: at.headerOffset === undefined ? 0 : read(at.headerOffset) };
}
