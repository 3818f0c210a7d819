/**
 * ZIP archives as NumPy writes them: members stored or deflated. A stored member is read from any offset without
 * touching the rest of the file; a deflated one is decompressed from its beginning. Whatever is read to its end is
 * checked against its CRC-32.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { printable } from "../../config/values/printable.ts";
import { fileDigest } from "./file_digest.ts";
import { RandomAccessFile } from "./random_access_file.ts";
import { DEFLATED, STORED, type ZipMember } from "./zip/zip_directory.ts";
import { readMembers } from "./zip_members.ts";

const CHUNK_BYTES = 1 << 20;
/** Small, as each piece is inflated whole, to a thousand times its size at worst. */
const DEFLATED_CHUNK_BYTES = 1 << 14;

/** An open archive. Close it, or declare it with `using`. */
export class ZipReader implements Disposable {
  readonly #file: RandomAccessFile;
  /** Members by name; of two with one name, the later. */
  readonly members: ReadonlyMap<string, ZipMember>;

  /** Where the bytes of each member begin. */
  readonly #offsets: ReadonlyMap<ZipMember, number>;

  private constructor(file: RandomAccessFile, offsets: ReadonlyMap<ZipMember, number>) {
    this.#file = file;
    this.#offsets = offsets;
    this.members = new Map([...offsets.keys()].map((member) => [member.name, member]));
  }

  /**
   * Opens an archive, reads its directory and holds it against the headers of its members.
   *
   * @throws {Error} If the file cannot be read, is no ZIP archive, truncated or damaged; the message names it.
   */
  static async open(path: string): Promise<ZipReader> {
    const file = await RandomAccessFile.open(path);
    try {
      return new ZipReader(file, readMembers(file));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** SHA-256 of the archive, as {@link fileDigest} gives it. */
  digest(): string {
    return fileDigest(this.#file);
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
    const bytes = new Uint8Array(Math.min(limit, member.size));
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
    if (member.method === STORED) return this.readStored(member, offset, into);
    if (offset + into.length > member.size) throw this.#damaged(member);
    let at = 0;
    for await (const chunk of this.chunks(member)) {
      const from = Math.max(0, offset - at);
      if (from < chunk.length) into.set(chunk.subarray(from, offset + into.length - at), at + from - offset);
      at += chunk.length;
      if (at >= offset + into.length) break;
    }
  }

  /** Fills `into` with the bytes of a stored member that begin at `offset`. */
  readStored(member: ZipMember, offset: number, into: Uint8Array): void {
    if (offset + into.length > member.size) throw this.#damaged(member);
    this.#file.readAt(this.#dataOffset(member) + offset, into);
  }

  /**
   * Reads a member to its end for the sake of its CRC.
   *
   * @throws {Error} If it is damaged.
   */
  async check(member: ZipMember): Promise<void> {
    const chunks = this.chunks(member);
    while (!(await chunks.next()).done);
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
    const most = member.method === STORED ? CHUNK_BYTES : DEFLATED_CHUNK_BYTES;
    for (let done = 0; done < member.compressedSize; done += most) {
      const chunk = new Uint8Array(Math.min(most, member.compressedSize - done));
      this.#file.readAt(start + done, chunk);
      yield chunk;
    }
  }

  #dataOffset(member: ZipMember): number {
    const offset = this.#offsets.get(member);
    if (offset === undefined) throw new Error(`Cannot read ${member.name} as it is no member of ${this.#file.path}`);
    const place = `Cannot read ${printable(member.name)} in ${this.#file.path} as`;
    if (member.flags & 1) throw new Error(`${place} it is encrypted: write the archive again without a password`);
    if (member.method !== STORED && member.method !== DEFLATED) {
      throw new Error(
        `${place} only stored and deflated members are supported: current method is ${member.method} ` +
          "(save it with numpy.savez)",
      );
    }
    return offset;
  }

  #damaged(member: ZipMember): Error {
    return new Error(
      `Cannot read ${printable(member.name)} in ${this.#file.path} as its bytes are damaged: copy the file again`,
    );
  }
}

// --- internal ---

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
