/**
 * The beginnings of the records of an event file, read without trust: lengths are checked by their checksums, and no more
 * of a record is read than tells what it is.
 *
 * @module
 */
import { maskedCrc32c } from "./crc32c.ts";

/** A record and its first bytes. */
export interface RecordHead {
  /** Where the record begins in the file. */
  readonly start: number;
  /** The event, or so much of it as {@link LONGEST_HEAD}. */
  readonly bytes: Uint8Array;
}

/** How the records of a file end. */
export interface RecordsEnd {
  /** Behind the last record that is whole. */
  readonly end: number;
  /** Whether the last record was broken off: the file is too short for it. */
  readonly torn: boolean;
}

/** Most bytes that are read of an event. */
export const LONGEST_HEAD = 4096;

/**
 * The records of an open file, in order.
 *
 * @param file The file.
 * @param size Its length in bytes.
 * @returns At the end, where it is: before the end of the file where a record is damaged or broken off.
 * @throws {Error} If the file cannot be read.
 */
export function* recordHeads(file: Deno.FsFile, size: number): Generator<RecordHead, RecordsEnd> {
  const window = new FileWindow(file);
  let start = 0;
  while (start < size) {
    const header = window.read(start, HEADER);
    if (header.length < HEADER) return { end: start, torn: true };
    const view = new DataView(header.buffer, header.byteOffset);
    if (view.getUint32(8, true) !== maskedCrc32c(header.subarray(0, 8))) return { end: start, torn: false };
    const length = Number(view.getBigUint64(0, true));
    const next = start + HEADER + length + CHECKSUM;
    if (next > size) return { end: start, torn: true };
    const bytes = window.read(start + HEADER, Math.min(length, LONGEST_HEAD)).slice();
    if (bytes.length === length && !isIntact(bytes, window.read(next - CHECKSUM, CHECKSUM))) {
      return { end: start, torn: false };
    }
    yield { start, bytes };
    start = next;
  }
  return { end: start, torn: false };
}

// --- internal ---

/** The length of the event and its checksum. */
const HEADER = 12;
const CHECKSUM = 4;

const WINDOW = 2 ** 16;

/** A file that is read from its beginning on, in pieces that hold many small records. */
class FileWindow {
  readonly #file: Deno.FsFile;
  #start = 0;
  #bytes = new Uint8Array();

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** At most `length` bytes, fewer at the end of the file; good until the next call. */
  read(position: number, length: number): Uint8Array {
    const from = position - this.#start;
    if (from < 0 || from + length > this.#bytes.length) this.#load(position);
    return this.#bytes.subarray(position - this.#start, position - this.#start + length);
  }

  #load(position: number): void {
    const bytes = new Uint8Array(WINDOW);
    this.#file.seekSync(position, Deno.SeekMode.Start);
    let done = 0;
    while (done < bytes.length) {
      const read = this.#file.readSync(bytes.subarray(done));
      if (read === null) break;
      done += read;
    }
    this.#start = position;
    this.#bytes = bytes.subarray(0, done);
  }
}

function isIntact(event: Uint8Array, checksum: Uint8Array): boolean {
  if (checksum.length < CHECKSUM) return false;
  return new DataView(checksum.buffer, checksum.byteOffset).getUint32(0, true) === maskedCrc32c(event);
}
