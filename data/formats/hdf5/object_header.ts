/**
 * Object headers of HDF5 files, as the format's specification (version 3) has them: what the library does not tell of a
 * dataset, how its numbers are laid out bit by bit, and whether anything was ever written to it.
 *
 * @module
 */
import { isHdf5 } from "../hdf5_signature.ts";
import type { RandomAccessFile } from "../random_access_file.ts";

/** A message of an object header. */
export interface HeaderMessage {
  /** What it is about: 3 is the element type, 8 the layout. */
  readonly type: number;
  /** Its bytes. */
  readonly bytes: DataView;
  /** Whether it lies elsewhere, and the bytes say where. */
  readonly shared: boolean;
}

/** Message of the element type. */
export const DATATYPE = 3;
/** Message of files of raw numbers that the elements lie in. */
export const EXTERNAL_FILES = 7;
/** Message of where the elements lie. */
export const LAYOUT = 8;

/**
 * Reads an object header.
 *
 * @param file The file.
 * @param address Where it lies, counted from the signature.
 * @returns Its messages; null if it is of a kind that is not known, or damaged, which the library tells better.
 */
export function readObjectHeader(file: RandomAccessFile, address: number): readonly HeaderMessage[] | null {
  const base = signaturePlace(file);
  if (base === null) return null;
  const start = bytesAt(file, base + address, 16);
  if (start === null) return null;
  const blocks: (readonly [from: number, length: number])[] = [];
  const messages: HeaderMessage[] = [];
  const newer = start.getUint32(0, true) === NEWER;
  const flags = newer ? start.getUint8(5) : 0;
  if (newer) {
    const from = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
    const width = 1 << (flags & 3);
    const length = bytesAt(file, base + address + from, 8);
    if (length === null) return null;
    blocks.push([address + from + width, Number(length.getBigUint64(0, true) & ((1n << BigInt(8 * width)) - 1n))]);
  } else if (start.getUint8(0) === 1) blocks.push([address + 16, start.getUint32(8, true)]);
  else return null;
  for (let i = 0; i < blocks.length && i < MOST_BLOCKS; i++) {
    const [from = 0, length = 0] = blocks[i] ?? [];
    const block = length > MOST_BYTES ? null : bytesAt(file, base + from, length);
    if (block === null) return null;
    for (const message of newer ? newerMessages(block, flags, i > 0) : olderMessages(block)) {
      if (message.type !== CONTINUATION) messages.push(message);
      else if (message.bytes.byteLength >= 16) {
        blocks.push([Number(message.bytes.getBigUint64(0, true)), Number(message.bytes.getBigUint64(8, true))]);
      }
    }
  }
  return messages;
}

// --- internal ---

/** "OHDR", as a number. */
const NEWER = 0x5244484f;
const CONTINUATION = 16;
const MOST_BLOCKS = 64;
const MOST_BYTES = 1 << 20;

/** Where the signature lies, if addresses have 8 bytes as they nearly always have. */
function signaturePlace(file: RandomAccessFile): number | null {
  for (let at = 0; at + 16 <= file.size; at = at === 0 ? 512 : 2 * at) {
    const head = bytesAt(file, at, 16);
    if (head === null) return null;
    if (!isHdf5(new Uint8Array(head.buffer))) continue;
    const newer = head.getUint8(8) >= 2;
    const sizes = newer ? [head.getUint8(9), head.getUint8(10)] : [head.getUint8(13), head.getUint8(14)];
    return sizes.every((size) => size === 8) ? at : null;
  }
  return null;
}

function bytesAt(file: RandomAccessFile, from: number, length: number): DataView | null {
  if (!Number.isSafeInteger(from) || from < 0 || from + length > file.size) return null;
  const bytes = new Uint8Array(length);
  file.readAt(from, bytes);
  return new DataView(bytes.buffer);
}

function* olderMessages(block: DataView): Generator<HeaderMessage> {
  for (let at = 0; at + 8 <= block.byteLength;) {
    const length = block.getUint16(at + 2, true);
    if (at + 8 + length > block.byteLength) return;
    const bytes = new DataView(block.buffer, at + 8, length);
    yield { type: block.getUint16(at, true), bytes, shared: (block.getUint8(at + 4) & 2) !== 0 };
    at += 8 + length;
  }
}

/** Blocks behind the first have a signature; all end with a checksum that the first does not count. */
function* newerMessages(block: DataView, flags: number, behind: boolean): Generator<HeaderMessage> {
  const head = flags & 4 ? 6 : 4;
  const end = block.byteLength - (behind ? 4 : 0);
  for (let at = behind ? 4 : 0; at + head <= end;) {
    const length = block.getUint16(at + 1, true);
    if (at + head + length > end) return;
    const bytes = new DataView(block.buffer, at + head, length);
    yield { type: block.getUint8(at), bytes, shared: (block.getUint8(at + 3) & 2) !== 0 };
    at += head + length;
  }
}
