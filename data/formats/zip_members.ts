/**
 * The members of a ZIP archive, as its directory and their own headers both say. What the two do not agree on is damage:
 * a name with a flipped bit would otherwise be an array that is not there.
 *
 * @module
 */
import { KIND_BYTES, unknownKind, wrongKind } from "./file_kind.ts";
import { printable } from "../../config/values/printable.ts";
import type { RandomAccessFile } from "./random_access_file.ts";
import {
  DEFLATED,
  type DirectoryPlace,
  END_BYTES,
  LOCAL_BYTES,
  localHeaderBytes,
  parseDirectory,
  parseEnd,
  parseEnd64,
  parseLocalHeader,
  plausibleSize,
  STORED,
  type ZipMember,
} from "./zip/zip_directory.ts";

/**
 * Reads and checks the members of an archive.
 *
 * @param file The archive.
 * @returns Its members in the order of the directory, each with the offset of its bytes.
 * @throws {Error} If it is no archive, truncated, damaged, or would unpack to far more than it is; the message names it.
 */
export function readMembers(file: RandomAccessFile): ReadonlyMap<ZipMember, number> {
  const { offset, size, count } = findDirectory(file);
  const bytes = new Uint8Array(size);
  file.readAt(offset, bytes);
  const members = parseDirectory(bytes, count);
  if (members === null) throw damaged(file);
  const offsets = new Map(members.map((member) => [member, dataOffset(file, member)]));
  let end = 0;
  for (const member of members.toSorted((a, b) => a.headerOffset - b.headerOffset)) {
    if (member.headerOffset < end) throw damaged(file);
    end = (offsets.get(member) ?? 0) + member.compressedSize;
  }
  if (end > offset) throw damaged(file);
  checkUnpacked(file, members);
  return offsets;
}

// --- internal ---

/** A directory of more bytes would have hundreds of thousands of members. */
const MOST_DIRECTORY_BYTES = 1 << 24;
/** Deflate cannot shrink data further than this; a member that claims more is damaged, not a reason to allocate. */
const MOST_RATIO = 1032;
/** Bytes that all members of a small file may unpack to. */
const SMALL_BYTES = 40 << 20;
function findDirectory(file: RandomAccessFile): DirectoryPlace {
  const tail = new Uint8Array(Math.min(END_BYTES, file.size));
  file.readAt(file.size - tail.length, tail);
  const found = parseEnd(tail);
  const other = otherKind(file);
  // An archive within a file of another kind does not make that one.
  if (found === null || other !== null) throw new Error(`Cannot read ${file.path} as ${other ?? whatElse(file)}`);
  const wide = "end64" in found ? readEnd64(file, found.end64) : null;
  const place = "end64" in found ? wide : found;
  if (place === null) throw damaged(file);
  if (place.offset + place.size > file.size) {
    throw new Error(`Cannot read ${file.path} as the ZIP archive is truncated: copy the file again`);
  }
  const end = "end64" in found ? found.end64 : file.size - tail.length + found.at;
  if (place.offset + place.size !== end || place.size > MOST_DIRECTORY_BYTES) throw damaged(file);
  return place;
}

function readEnd64(file: RandomAccessFile, offset: number): DirectoryPlace | null {
  const bytes = new Uint8Array(56);
  file.readAt(offset, bytes);
  return parseEnd64(bytes);
}

function headOf(file: RandomAccessFile): Uint8Array {
  const head = new Uint8Array(Math.min(KIND_BYTES, file.size));
  file.readAt(0, head);
  return head;
}

function otherKind(file: RandomAccessFile): string | null {
  return wrongKind(headOf(file), "arrays");
}

function whatElse(file: RandomAccessFile): string {
  const head = headOf(file);
  if (localHeaderBytes(head) !== null) return "the ZIP archive is truncated, its end is missing: copy the file again";
  return unknownKind(head, file);
}

/** Where the bytes of a member begin: behind its own header, which must say what the directory says. */
function dataOffset(file: RandomAccessFile, member: ZipMember): number {
  const head = new Uint8Array(LOCAL_BYTES);
  if (member.headerOffset + LOCAL_BYTES > file.size) throw damaged(file, member);
  file.readAt(member.headerOffset, head);
  const headerBytes = localHeaderBytes(head);
  if (headerBytes === null || member.headerOffset + headerBytes > file.size) throw damaged(file, member);
  const bytes = new Uint8Array(headerBytes);
  file.readAt(member.headerOffset, bytes);
  const local = parseLocalHeader(bytes);
  const same = local.name === member.name && local.flags === member.flags && local.method === member.method;
  // What was written as a stream has zeros here, and the values behind its bytes.
  const streamed = (member.flags & 8) !== 0;
  const agrees = (field: "crc" | "size" | "compressedSize"): boolean =>
    local[field] === member[field] || (streamed && local[field] === 0);
  if (!same || !agrees("crc") || !agrees("size") || !agrees("compressedSize")) throw damaged(file, member);
  if (!isPlausible(member)) throw damaged(file, member);
  return member.headerOffset + headerBytes;
}

function isPlausible({ method, flags, size, compressedSize }: ZipMember): boolean {
  if (method === DEFLATED) return size <= compressedSize * MOST_RATIO;
  // Twelve bytes in front of those of an encrypted member are its key's.
  return method !== STORED || (flags & 1) !== 0 || size === compressedSize;
}

/** A few kilobytes can claim to be gigabytes; nobody saves that. */
function checkUnpacked(file: RandomAccessFile, members: readonly ZipMember[]): void {
  const deflated = members.filter(({ method }) => method === DEFLATED);
  const packed = deflated.reduce((sum, { compressedSize }) => sum + compressedSize, 0);
  const size = deflated.reduce((sum, member) => sum + member.size, 0);
  if (size <= plausibleSize(packed, SMALL_BYTES)) return;
  throw new RangeError(
    `Cannot read ${file.path} as it would unpack to more than is plausible, ${size} bytes: it has ${packed} ` +
      "(if it is meant, save it with numpy.savez, not compressed)",
  );
}

function damaged(file: RandomAccessFile, member?: ZipMember): Error {
  if (member === undefined) {
    return new Error(`Cannot read ${file.path} as the directory of the ZIP archive is damaged: copy the file again`);
  }
  return new Error(
    `Cannot read ${printable(member.name)} in ${file.path} as its bytes are damaged: copy the file again`,
  );
}
