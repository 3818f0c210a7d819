/**
 * NPZ files: a ZIP archive of NPY arrays, one for each key. Opening reads the directory and the headers; arrays are read
 * whole, or as a stream of rows (the first axis).
 *
 * @module
 */
import { printable } from "../../config/values/printable.ts";
import { type ArrayAttribute, type ArrayFile, type ArrayHeader, noSuchArray } from "./array_file.ts";
import type { NpyArray } from "./npy.ts";
import type { NpyHeader } from "./npy_header.ts";
import { type NpyBytes, NpyStream } from "./npy_stream.ts";
import { arrayMembers, checkSize } from "./npz_members.ts";
import { ZipReader } from "./zip.ts";
import { STORED, type ZipMember } from "./zip/zip_directory.ts";

/** Larger members are not read to their end only to say why their header is wrong. */
const MOST_CHECKED_BYTES = 1 << 26;

/** An open NPZ file. Close it, or declare it with `using`. */
export class NpzFile implements ArrayFile, Disposable {
  readonly #zip: ZipReader;
  readonly #members: ReadonlyMap<string, ZipMember>;
  readonly #arrays = new Map<string, NpyStream>();
  /** Path as it was given. */
  readonly path: string;
  /** Names of the arrays, in the order of the file. */
  readonly keys: readonly string[];

  /** Use {@link openNpz}. */
  constructor(path: string, zip: ZipReader, members: ReadonlyMap<string, ZipMember>) {
    this.path = path;
    this.#zip = zip;
    this.#members = members;
    this.keys = [...members.keys()];
  }

  /** Whether there is an array of this name. */
  has(key: string): boolean {
    return this.#members.has(key);
  }

  /**
   * Type and shape of an array, without reading it.
   *
   * @throws {Error} If there is no such array, or it is damaged; the message names the file and the key.
   */
  async header(key: string): Promise<NpyHeader & ArrayHeader> {
    return (await this.#array(key)).header;
  }

  /**
   * Reads a whole array and checks its CRC.
   *
   * @param key Name of the array.
   * @param most Elements that are plausible; an array of more is refused before it is read.
   * @throws {Error} As {@link NpzFile.header}, and for what cannot be decoded.
   * @throws {RangeError} If it has more elements.
   */
  async read(key: string, most = Infinity): Promise<NpyArray> {
    return await (await this.#array(key)).read(most);
  }

  /**
   * All rows in order, a few MiB at a time, checked against the CRC at the end: the whole array never needs to be in
   * memory. Of Fortran order, more rows come at a time, and the array is read once for each 128 MiB.
   */
  async *rows(key: string): AsyncGenerator<NpyArray> {
    yield* (await this.#array(key)).rows();
  }

  /** Rows `from` to `to`, unchecked: of stored members of row-major order. */
  slab(key: string, from: number, to: number): NpyArray {
    const array = this.#arrays.get(key);
    if (array) return array.slab(from, to);
    if (!this.has(key)) throw noSuchArray(this, key);
    throw new TypeError(`Cannot read rows of ${printable(key)} in ${this.path} as its header was not read`);
  }

  /** None: NPZ files have no attributes. */
  attributes(): Promise<Readonly<Record<string, ArrayAttribute>>> {
    return Promise.resolve({});
  }

  /** SHA-256 of the file: `sha256:` and 64 hexadecimal digits. */
  digest(): string {
    return this.#zip.digest();
  }

  /** Closes the file. */
  close(): void {
    this.#zip.close();
  }

  /** Closes the file at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes the file at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  async #array(key: string): Promise<NpyStream> {
    const known = this.#arrays.get(key);
    if (known) return known;
    const member = this.#members.get(key);
    if (!member) throw noSuchArray(this, key);
    const opened = await NpyStream.open(this.#bytes(key, member));
    this.#arrays.set(key, opened);
    return opened;
  }

  #bytes(key: string, member: ZipMember): NpyBytes {
    const zip = this.#zip;
    return {
      name: `${printable(key)} in ${this.path}`,
      size: member.size,
      filters: member.method === STORED ? [] : ["deflate"],
      remedy: `save it with numpy.savez(file, ${key}=numpy.ascontiguousarray(…))`,
      chunks: () => zip.chunks(member),
      readRange: (offset, into) => zip.readRange(member, offset, into),
      readAt: (offset, into) => zip.readStored(member, offset, into),
      checkHeader: (header) => checkSize(header, member),
      checkDamage: async () => {
        if (member.size <= MOST_CHECKED_BYTES) await zip.check(member);
      },
    };
  }
}

/**
 * Opens an NPZ file.
 *
 * @param path The file.
 * @returns The open file; declare it with `using`, or close it.
 * @throws {Error} If it is missing, a directory, truncated, or no ZIP archive; the message names it.
 * @example
 * ```ts
 * import { openNpz, realArray, writeNpz } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeNpz(path, { counts: realArray(new Float32Array(12), [3, 4]) });
 * using file = await openNpz(path);
 * assertEquals(file.keys, ["counts"]);
 * assertEquals((await file.header("counts")).shape, [3, 4]);
 * assertEquals((await file.read("counts")).kind, "real");
 * await Deno.remove(path);
 * ```
 */
export async function openNpz(path: string): Promise<NpzFile> {
  const zip = await ZipReader.open(path);
  try {
    return new NpzFile(path, zip, await arrayMembers(zip, path));
  } catch (error) {
    zip.close();
    throw error;
  }
}
