/**
 * ZIP archives as NumPy writes them: members stored or deflated. A stored member is read from any offset without
 * touching the rest of the file; a deflated one is decompressed from its beginning. Whatever is read to its end is
 * checked against its CRC-32.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { writeAll, writeAtomically } from "./atomic_write.ts";
import { RandomAccessFile } from "./random_access_file.ts";
import {
  type DirectoryPlace,
  encodeDirectory,
  encodeLocalHeader,
  END_BYTES,
  localHeaderBytes,
  parseDirectory,
  parseEnd,
  parseEnd64,
  type ZipMember,
} from "./zip_directory.ts";

const STORED = 0;
const DEFLATED = 8;
const CHUNK_BYTES = 1 << 20;
/** Deflate cannot shrink data further than this; a member that claims more is damaged, not a reason to allocate. */
const MAX_RATIO = 1032;

/** A member to be written. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes that `chunks` yields in all. */
  readonly size: number;
  readonly chunks: Iterable<Uint8Array>;
}

/** An open archive. Close it, or declare it with `using`. */
export class ZipReader implements Disposable {
  readonly #file: RandomAccessFile;
  /** Members by name; of two with one name, the later. */
  readonly members: ReadonlyMap<string, ZipMember>;

  private constructor(file: RandomAccessFile, members: readonly ZipMember[]) {
    this.#file = file;
    this.members = new Map(members.map((member) => [member.name, member]));
  }

  /**
   * Opens an archive and reads its directory.
   *
   * @throws {Error} If the file cannot be read, is no ZIP archive, or is truncated; the message names it.
   */
  static async open(path: string): Promise<ZipReader> {
    const file = await RandomAccessFile.open(path);
    try {
      return new ZipReader(file, readDirectory(file));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * The uncompressed bytes of a member in order, each chunk a buffer of its own. Stopping early is allowed.
   *
   * @throws {Error} If the member is encrypted, uses an unknown method, is damaged, or fails its CRC.
   */
  async *chunks(member: ZipMember): AsyncGenerator<Uint8Array> {
    const stored = this.#stored(member);
    let crc = 0;
    let size = 0;
    for await (const chunk of member.method === STORED ? stored : inflate(stored, () => this.#damaged(member))) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      if (size > member.size) throw this.#damaged(member);
      yield chunk;
    }
    if (size !== member.size || crc !== member.crc) throw this.#damaged(member);
  }

  /** All bytes of a member, checked; or its first bytes, unchecked, where `limit` is less than its size. */
  async read(member: ZipMember, limit: number = member.size): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.min(limit, this.#checked(member).size));
    if (limit < member.size) {
      await this.readRange(member, 0, bytes);
      return bytes;
    }
    let done = 0;
    for await (const chunk of this.chunks(member)) {
      bytes.set(chunk, done);
      done += chunk.length;
    }
    return bytes;
  }

  /** Fills `into` with the bytes of a member that begin at `offset`. Only a stored member is read at random. */
  async readRange(member: ZipMember, offset: number, into: Uint8Array): Promise<void> {
    if (offset + into.length > member.size) throw this.#damaged(member);
    if (member.method === STORED) return this.#file.readAt(this.#dataOffset(member) + offset, into);
    let at = 0;
    for await (const chunk of this.chunks(member)) {
      const from = Math.max(0, offset - at);
      if (from < chunk.length) into.set(chunk.subarray(from, offset + into.length - at), at + from - offset);
      at += chunk.length;
      if (at >= offset + into.length) break;
    }
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  /** Closes the file at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  *#stored(member: ZipMember): Generator<Uint8Array<ArrayBuffer>> {
    const start = this.#dataOffset(member);
    for (let done = 0; done < member.compressedSize; done += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, member.compressedSize - done));
      this.#file.readAt(start + done, chunk);
      yield chunk;
    }
  }

  #dataOffset(member: ZipMember): number {
    const head = new Uint8Array(30);
    this.#file.readAt(this.#checked(member).headerOffset, head);
    const headerBytes = localHeaderBytes(head);
    if (headerBytes === null) throw this.#damaged(member);
    return member.headerOffset + headerBytes;
  }

  #checked(member: ZipMember): ZipMember {
    const place = `Cannot read ${member.name} in ${this.#file.path} as`;
    if (member.encrypted) throw new Error(`${place} it is encrypted: write the archive again without a password`);
    if (member.method !== STORED && member.method !== DEFLATED) {
      throw new Error(`${place} only stored and deflated members are supported: current method is ${member.method}`);
    }
    const most = member.method === STORED ? member.compressedSize : member.compressedSize * MAX_RATIO;
    if (member.size > most) throw this.#damaged(member);
    return member;
  }

  #damaged(member: ZipMember): Error {
    return new Error(`Cannot read ${member.name} in ${this.#file.path} as its bytes are damaged: copy the file again`);
  }
}

/**
 * Writes an archive of stored members, atomically. Equal entries make equal files; ZIP64 is used where it is needed.
 *
 * @param path Where to write.
 * @param entries Members, in order.
 * @throws {Error} If the file cannot be written.
 */
export function writeZip(path: string, entries: Iterable<ZipEntry>): Promise<void> {
  return writeAtomically(path, (file) => {
    const members: ZipMember[] = [];
    let offset = 0;
    for (const entry of entries) {
      const member = writeEntry(file, entry, offset);
      members.push(member);
      offset += encodeLocalHeader(member).length + member.size;
    }
    writeAll(file, encodeDirectory(members, offset));
  });
}

// --- internal ---

function readDirectory(file: RandomAccessFile): ZipMember[] {
  const tail = new Uint8Array(Math.min(END_BYTES, file.size));
  file.readAt(file.size - tail.length, tail);
  const end = parseEnd(tail);
  if (end === null) throw new Error(`Cannot read ${file.path} as ${whatElse(file)}`);
  const place = "end64" in end ? readEnd64(file, end.end64) : end;
  if (place.offset + place.size > file.size) {
    throw new Error(`Cannot read ${file.path} as the ZIP archive is truncated: copy the file again`);
  }
  const bytes = new Uint8Array(place.size);
  file.readAt(place.offset, bytes);
  const members = parseDirectory(bytes, place.count);
  if (members === null) throw new Error(`Cannot read ${file.path} as the directory of the ZIP archive is damaged`);
  return members;
}

function readEnd64(file: RandomAccessFile, offset: number): DirectoryPlace {
  const bytes = new Uint8Array(56);
  file.readAt(offset, bytes);
  const place = parseEnd64(bytes);
  if (place === null) throw new Error(`Cannot read ${file.path} as the directory of the ZIP archive is damaged`);
  return place;
}

function whatElse(file: RandomAccessFile): string {
  const head = new Uint8Array(Math.min(30, file.size));
  file.readAt(0, head);
  if (head.length === 30 && localHeaderBytes(head) !== null) {
    return "the ZIP archive is truncated, its end is missing: copy the file again";
  }
  return `it is no NPZ (ZIP) archive: the file has ${file.size} bytes`;
}

async function* inflate(
  compressed: Iterator<Uint8Array<ArrayBuffer>>,
  damaged: () => Error,
): AsyncGenerator<Uint8Array> {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller): void {
      const next = compressed.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
  try {
    yield* source.pipeThrough(new DecompressionStream("deflate-raw"));
  } catch (error) {
    // The decompressor throws a TypeError for bad data; errors of the file itself already say what happened.
    throw error instanceof TypeError ? damaged() : error;
  }
}

function writeEntry(file: Deno.FsFile, entry: ZipEntry, headerOffset: number): ZipMember {
  const { name, size } = entry;
  const unfinished = { name, method: STORED, encrypted: false, crc: 0, compressedSize: size, size, headerOffset };
  const header = encodeLocalHeader(unfinished);
  writeAll(file, header);
  let crc = 0;
  let written = 0;
  for (const chunk of entry.chunks) {
    writeAll(file, chunk);
    crc = crc32(chunk, crc);
    written += chunk.length;
  }
  if (written !== size) throw new RangeError(`Cannot write ${name} as it has ${written} bytes: announced were ${size}`);
  const member = { ...unfinished, crc };
  file.seekSync(headerOffset, Deno.SeekMode.Start);
  writeAll(file, encodeLocalHeader(member));
  file.seekSync(0, Deno.SeekMode.End);
  return member;
}
